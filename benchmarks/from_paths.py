"""Row 16: prediction from files with a frozen MobileNetV2, against PyTorch's DataLoader."""

import sys
import tempfile
from pathlib import Path

import numpy as np
from feature_store import forget_features
from files import real_files, synthetic_files
from harness import Line, report, take_turns
from PIL import Image

from skwbc import MobileNetV2Classifier

N_IMAGES, SIDE, BATCH_SIZE = 600, 224, 32
N_WORKERS = 2
# Expansion, channels, repetitions and stride of the blocks.
BLOCKS = (
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
    (6, 320, 1, 1),
)  # fmt: skip


def main():
    # Triton, which only GPUs need, cannot share a process with TensorFlow.
    sys.modules.setdefault("triton", None)
    try:
        import torch
    except ImportError:
        print("torch is not installed, so row 16 is skipped.")
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = real_files() or synthetic_files(Path(folder))
        some = np.random.default_rng(0).permutation(paths)[:N_IMAGES].tolist()
        y = [path.parent.name for path in some]
        classifier = MobileNetV2Classifier(weights=None, epochs=1, random_state=0)
        classifier.fit(some[:64], y[:64])

        def ours():
            forget_features()
            classifier.predict_proba(some)

        ways = {"skwbc": ours}
        for name, memory_format in (
            ("PyTorch", torch.contiguous_format),
            ("PyTorch channels-last", torch.channels_last),
        ):
            network = mobilenet_v2(len(classifier.classes_)).eval()
            ways[name] = by_torch(network.to(memory_format=memory_format), some, memory_format)
        times = take_turns(ways, 3)
    rates = {way: N_IMAGES / value for way, value in times.items()}
    best = max(rate for way, rate in rates.items() if way != "skwbc")
    report(
        Line(
            "16",
            f"prediction with a frozen MobileNetV2 at {SIDE} from {N_IMAGES} files, against the "
            "faster of PyTorch's layouts",
            ", ".join(f"{way} {rate:.1f}" for way, rate in rates.items()) + " images/s",
            rates["skwbc"] / best,
            "≥ 1.2",
            f"PyTorch decodes and resizes with Pillow, in {N_WORKERS} processes of a DataLoader. "
            "The store of features was emptied before each prediction.",
        )
    )


def by_torch(network, paths, memory_format):
    """Return a function that predicts from files with PyTorch."""
    import torch
    from torch.utils.data import DataLoader

    def run():
        loader = DataLoader(Files(paths), BATCH_SIZE, num_workers=N_WORKERS)
        with torch.inference_mode():
            parts = [
                network(batch.to(memory_format=memory_format)).softmax(1).numpy()
                for batch in loader
            ]
        if np.concatenate(parts).shape != (len(paths), network[-1].out_features):
            raise AssertionError("Some files have no prediction.")

    return run


class Files:
    """A map-style data set of image files, as in tutorials of PyTorch."""

    def __init__(self, paths):
        self.paths = paths

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        import torch

        with Image.open(self.paths[index]) as picture:
            pixels = picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC)
        return torch.from_numpy(np.array(pixels)).permute(2, 0, 1).float().div(127.5).sub(1)


def mobilenet_v2(n_classes):
    """MobileNetV2 in PyTorch, with a linear classifier."""
    from torch import nn

    def unit(n_in, n_out, size=1, stride=1, groups=1):
        return [
            nn.Conv2d(n_in, n_out, size, stride, size // 2, groups=groups, bias=False),
            nn.BatchNorm2d(n_out),
            nn.ReLU6(),
        ]

    class Block(nn.Module):
        def __init__(self, n_in, n_out, expansion, stride):
            super().__init__()
            inner = n_in * expansion
            self.layers = nn.Sequential(
                *(unit(n_in, inner) if expansion > 1 else ()),
                *unit(inner, inner, 3, stride, inner),
                *unit(inner, n_out)[:2],
            )
            self.is_residual = stride == 1 and n_in == n_out

        def forward(self, x):
            return x + self.layers(x) if self.is_residual else self.layers(x)

    layers, n_in = unit(3, 32, 3, 2), 32
    for expansion, n_out, repetitions, stride in BLOCKS:
        for repetition in range(repetitions):
            layers.append(Block(n_in, n_out, expansion, stride if repetition == 0 else 1))
            n_in = n_out
    return nn.Sequential(
        *layers, *unit(n_in, 1280), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(1280, n_classes),
    )  # fmt: skip


if __name__ == "__main__":
    main()
