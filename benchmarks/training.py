"""Rows 2, 3 and 11: training steps against Keras, PyTorch and the peak rate of the machine."""

import sys
from functools import partial

import numpy as np
from harness import Line, report, take_turns

from skwbc import SevenBlockCNNClassifier, ThreeBlockCNNClassifier, WBCsNet2Classifier
from skwbc.datasets import make_blood_cells

ROUNDS = 3
# Name, classifier, images per round, targets of rows 2 and 11.
NETWORKS = {
    "WBCsNet-2, 70×70": (WBCsNet2Classifier(image_size=70), 256, "≥ 1.05", "≥ 0.8"),
    "three-block, 100×100": (
        ThreeBlockCNNClassifier(image_size=100, validation_fraction=0, augmentation=None),
        640,
        "≥ 1",
        "≥ 0.55",
    ),
    "seven-block, 100×100": (
        SevenBlockCNNClassifier(image_size=100, validation_fraction=0),
        640,
        "≥ 1",
        "≥ 0.7",
    ),
}
BATCH_SIZE = 32
MATRIX_SIDE = 2048
N_PRODUCTS = 40


def main():
    for name, (classifier, n_images, against_keras, of_product) in NETWORKS.items():
        side = classifier.image_size
        cells = make_blood_cells(n_images, image_size=side, random_state=0)
        classifier.set_params(
            epochs=1, warm_start=True, batch_size=BATCH_SIZE, random_state=0, patience=None
        )
        classifier.set_params(restore_best=False, augmentation=None, optimizer="sgd")
        ways = {
            "skwbc": skwbc_way(classifier, cells),
            "keras": keras_way(classifier, cells),
            **torch_ways(name, cells),
            "matrix product": matrix_products,
        }
        times = take_turns(ways, ROUNDS)
        peak = N_PRODUCTS * 2 * MATRIX_SIDE**3 / times.pop("matrix product")
        rates = {way: n_images / value for way, value in times.items()}
        figures = ", ".join(f"{way} {rate:.1f}" for way, rate in rates.items()) + " images/s"
        report(
            Line(
                "2",
                f"{name}: against Keras",
                figures,
                rates["skwbc"] / rates["keras"],
                against_keras,
            )
        )
        for peer, target in (("PyTorch", "≥ 1.1"), ("PyTorch channels-last", "≥ 1")):
            if peer in rates:
                ratio = rates["skwbc"] / rates[peer]
                report(Line("3", f"{name}: against skorch, {peer}", figures, ratio, target))
        flops = 3 * forward_flops(classifier) * rates["skwbc"]
        report(
            Line(
                "11",
                f"{name}: arithmetic rate over that of a matrix product",
                f"{flops / 1e9:.0f} of {peak / 1e9:.0f} GFLOP/s",
                flops / peak,
                of_product,
                "A step is counted as three times the operations of the forward pass.",
            )
        )


def matrix_products():
    """Multiply large matrices, as an upper bound for the arithmetic rate."""
    import tensorflow as tf

    a = tf.random.stateless_normal((MATRIX_SIDE, MATRIX_SIDE), seed=(0, 0))
    for _ in range(N_PRODUCTS):
        tf.matmul(a, a).numpy()


def skwbc_way(classifier, cells):
    """Train one fitted estimator for another epoch."""
    return partial(classifier.fit, cells.images, cells.target)


def keras_way(classifier, cells):
    """Train the same network for an epoch with ``keras.Model.fit``, on scaled pixels."""
    import keras

    settings = {name: getattr(classifier, name) for name in classifier._network_param_names}
    network = classifier._network_function(
        cells.images.shape[1:], len(np.unique(cells.target)), **settings
    )
    network.compile(
        keras.optimizers.SGD(classifier.learning_rate),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    pixels = cells.images.astype(np.float32) / 255
    return partial(network.fit, pixels, cells.target, batch_size=BATCH_SIZE, epochs=1, verbose=0)


def forward_flops(classifier):
    """Count the operations of an image's forward pass: two for each product of its layers."""
    return sum(map(layer_flops, classifier.to_keras().layers[-1].layers))


def layer_flops(layer):
    """Count the operations of a layer for one image."""
    import keras

    if isinstance(layer, keras.layers.Conv2D):
        height, width = layer.output.shape[1:3]
        return 2 * height * width * int(np.prod(layer.kernel.shape))
    return 2 * int(np.prod(layer.kernel.shape)) if isinstance(layer, keras.layers.Dense) else 0


def torch_ways(name, cells):
    """Train the same network in PyTorch with skorch; return no ways if either is missing."""
    if name not in TORCH_NETWORKS:
        return {}
    # Triton, which only GPUs need, cannot share a process with TensorFlow.
    sys.modules.setdefault("triton", None)
    try:
        import torch
        from skorch import NeuralNetClassifier
    except ImportError as error:
        print(f"{error.name} is not installed, so row 3 is skipped.", file=sys.stderr)
        return {}
    pixels = np.ascontiguousarray(cells.images.transpose(0, 3, 1, 2).astype(np.float32) / 255)
    target = cells.target.astype(np.int64)

    def way(memory_format):
        torch.manual_seed(0)
        module = TORCH_NETWORKS[name](len(np.unique(target)))
        # This call sets the sizes of lazy layers.
        module(torch.from_numpy(pixels[:2]))
        module = module.to(memory_format=memory_format)
        net = NeuralNetClassifier(
            module,
            criterion=torch.nn.CrossEntropyLoss,
            optimizer=torch.optim.SGD,
            lr=0.001,
            batch_size=BATCH_SIZE,
            max_epochs=1,
            train_split=None,
            verbose=0,
            warm_start=True,
        )
        images = torch.from_numpy(pixels).to(memory_format=memory_format)
        return partial(net.fit, images, torch.from_numpy(target))

    return {
        "PyTorch": way(torch.contiguous_format),
        "PyTorch channels-last": way(torch.channels_last),
    }


def torch_wbcsnet2(n_classes):
    """WBCsNet-2 in PyTorch."""
    from torch import nn

    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = unit(3, 64, 5)
            self.second = unit(64, 64, 5)
            self.third = nn.Sequential(*list(unit(64, 64, 5))[:2])

        def forward(self, x):
            first = self.first(x)
            return nn.functional.relu(first + self.third(self.second(first)))

    def unit(n_in, n_out, size):
        return nn.Sequential(
            nn.Conv2d(n_in, n_out, size, padding="same"),
            nn.BatchNorm2d(n_out, eps=1e-3),
            nn.ReLU(),
        )

    return nn.Sequential(
        Residual(), nn.MaxPool2d(2), unit(64, 256, 5), nn.MaxPool2d(2), unit(256, 512, 3),
        nn.Flatten(), nn.Linear(512 * 17 * 17, 512), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(512, n_classes),
    )  # fmt: skip


def torch_three_block(n_classes):
    """The three-block network in PyTorch."""
    from torch import nn

    layers, n_in = [], 3
    for n_out, stride in ((32, 1), (64, 2), (64, 1)):
        layers += [
            nn.Conv2d(n_in, n_out, 3, stride=stride),
            nn.ReLU(),
            nn.MaxPool2d(2, stride=1),
            nn.Dropout(0.2),
        ]
        n_in = n_out
    return nn.Sequential(
        *layers, nn.Flatten(), nn.LazyLinear(64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(),
        nn.Linear(64, n_classes),
    )  # fmt: skip


def torch_seven_block(n_classes):
    """The seven-block network in PyTorch."""
    from torch import nn

    layers, n_in = [], 3
    for n_out in (32, 64, 64, 64, 128, 256, 256):
        layers += [
            nn.Conv2d(n_in, n_out, 3, padding="same"),
            nn.ReLU(),
            nn.MaxPool2d(2, ceil_mode=True),
            nn.Dropout(0.25),
        ]
        n_in = n_out
    hidden = [nn.Sequential(nn.LazyLinear(128), nn.ReLU()) for _ in range(5)]
    return nn.Sequential(*layers, nn.Flatten(), *hidden, nn.Linear(128, n_classes))


TORCH_NETWORKS = {
    "WBCsNet-2, 70×70": torch_wbcsnet2,
    "three-block, 100×100": torch_three_block,
    "seven-block, 100×100": torch_seven_block,
}


if __name__ == "__main__":
    main()
