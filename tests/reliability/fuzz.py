"""Let a fuzzer that sees which lines run look for files that the readers cannot bear.

    python tests/reliability/fuzz.py FOLDER --seconds 600

Each reader gets its part of the time, and starts from whole files. Whatever it raises that is not
the library's own error ends the run with the file in the folder. Needs atheris, which is for Linux.
Weights in h5 files are left out: the HDF5 library hangs on some, so that a process of its own reads
them, whose end this does not see.
"""

import argparse
import io
import os
import random
import subprocess
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

READERS = ("model", "arrays", "checkpoint", "picture")
LONGEST = 40_000
MOST_MEGABYTES = 4096
MOST_SECONDS = 20


def whole_files(reader, folder):
    """Write whole files of what a reader reads, small enough to be changed often."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    import skwbc
    from skwbc.features import ColorFeatures
    from skwbc.preprocessing import StainNormalizer
    from tests.estimators import cheap
    from tests.reliability.hostile import FORMATS, encoded, picture

    rng = np.random.default_rng(0)
    X, y = rng.integers(0, 256, (8, 16, 16, 3), dtype=np.uint8), ["a", "b"] * 4
    if reader == "model":
        models = [StainNormalizer(), make_pipeline(ColorFeatures(), LogisticRegression())]
        for number, model in enumerate([*models, cheap("LeNet5Classifier")]):
            skwbc.save(model.fit(X, y), folder / f"{number}.skops")
    elif reader == "arrays":
        parts = {}
        for name in ("train", "val", "test"):
            parts[f"{name}_images"] = rng.integers(0, 256, (2, 8, 8, 3), dtype=np.uint8)
            parts[f"{name}_labels"] = rng.integers(0, 8, (2, 1), dtype=np.uint8)
        np.savez(folder / "stored.npz", **parts)
        np.savez_compressed(folder / "packed.npz", **parts)
    elif reader == "checkpoint":
        cheap("LeNet5Classifier").fit(X, y, checkpoint=folder / "fit.npz")
    else:
        for ending in FORMATS:
            (folder / f"0.{ending}").write_bytes(encoded(picture(), ending))


def reading(reader):
    """What reads a path, and the errors that are the library's own."""
    from sklearn.utils import check_array

    import skwbc
    from skwbc._input import images
    from skwbc.classifiers._checkpoint import _read
    from skwbc.datasets import load_bloodmnist

    return {
        "model": skwbc.load,
        "arrays": load_bloodmnist,
        "checkpoint": _read,
        "picture": lambda path: [*images.read([path], check_rows=check_array).originals()],
    }[reader]


def mutated(data, size, seed):
    """Change a file; of an archive mostly a member, whose checksum is made to fit."""
    import atheris

    draw = random.Random(seed)
    if draw.random() < 0.2:
        return atheris.Mutate(data, size)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            members = {name: file.read(name) for name in file.namelist()}
    except Exception:
        members = {}
    if not members:
        return atheris.Mutate(data, size)
    name = draw.choice(sorted(members))
    if name.endswith(".json") and draw.random() < 0.5:
        members[name] = swapped_words(members[name], draw)
    else:
        members[name] = atheris.Mutate(members[name], max(size - len(data), len(members[name]), 64))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for each, content in members.items():
            archive.writestr(each, content)
    return file.getvalue()[:size]


def swapped_words(content, draw):
    """Put one word of a text in another's place."""
    words = content.split(b'"')
    one, other = draw.randrange(len(words)), draw.randrange(len(words))
    words[one] = words[other]
    return b'"'.join(words)


def fuzz(reader, folder, seconds):
    """Fuzz one reader until its time is over or it fails."""
    import atheris

    with atheris.instrument_imports(include=["skwbc", "skops", "zipfile", "numpy.lib", "PIL"]):
        read = reading(reader)
    path = Path(tempfile.mkdtemp(dir=folder), "input")
    corpus = Path(tempfile.mkdtemp(dir=folder))
    whole_files(reader, corpus)

    def once(data):
        path.write_bytes(data)
        try:
            read(str(path))
        except (ValueError, FileNotFoundError) as error:
            if str(path) not in str(error):
                raise

    warnings.simplefilter("ignore")
    settings = {
        "max_total_time": seconds, "max_len": LONGEST, "rss_limit_mb": MOST_MEGABYTES,
        "timeout": MOST_SECONDS,
        "artifact_prefix": f"{folder}/{reader}-", "verbosity": 0, "print_final_stats": 1,
    }  # fmt: skip
    arguments = [
        sys.argv[0],
        *(f"-{name}={value}" for name, value in settings.items()),
        str(corpus),
    ]
    atheris.Setup(arguments, once, custom_mutator=mutated)
    atheris.Fuzz()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where files that fail are left")
    parser.add_argument("--seconds", type=int, default=600, help="for all readers together")
    parser.add_argument("--reader", choices=READERS, help="one alone")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if arguments.reader:
        fuzz(arguments.reader, arguments.folder, arguments.seconds)
        return 0
    failed = []
    for reader in READERS:
        # The fuzzer ends the process that it runs in.
        each = [sys.executable, __file__, str(arguments.folder), "--reader", reader]
        part = str(arguments.seconds // len(READERS))
        failed += [reader] if subprocess.run([*each, "--seconds", part]).returncode else []
    print(f"failed: {', '.join(failed)}" if failed else f"all {len(READERS)} readers are clean")
    return bool(failed)


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.path.insert(0, str(Path(__file__).parents[2]))
    sys.exit(main())
