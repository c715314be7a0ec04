"""Files for ONNX Runtime and LiteRT."""

import json
import sys
from zipfile import ZipFile

import keras
import numpy as np
import onnxruntime
import pytest

from skwbc import CNNClassifier
from skwbc.datasets import make_blood_cells
from tests.estimators import SEPARATE, cheap, each, known


def by_onnx(path, images):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (probabilities,) = session.run(["probabilities"], {"images": images})
    return probabilities


def by_litert(path, images):
    import tensorflow as tf

    interpreter = tf.lite.Interpreter(str(path))
    (entry,), (end,) = interpreter.get_input_details(), interpreter.get_output_details()
    interpreter.resize_tensor_input(entry["index"], images.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(entry["index"], images)
    interpreter.invoke()
    return interpreter.get_tensor(end["index"])


def of_all_sizes(size):
    """Images of the network's size, larger and smaller ones."""
    height, width = size
    images = make_blood_cells(5, image_size=max(16, 2 * height), random_state=1).images
    shapes = [(height, width), (2 * height, width + 3), (height // 2, width // 3)]
    return [images[:n, :rows, :columns] for n, (rows, columns) in zip((1, 5, 3), shapes)]


@pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated")
@each(SEPARATE, {"WBCsNet2Classifier"})
def test_files_give_the_probabilities_of_predict_proba(name, images, names, tmp_path):
    classifier = cheap(name)
    classifier.set_params(**known(classifier, {"epochs": 1})).fit(images, names)
    for write, run in (("to_onnx", by_onnx), ("to_litert", by_litert)):
        path = getattr(classifier, write)(tmp_path / "network")
        for some in of_all_sizes(classifier.input_shape_[:2]):
            expected = classifier.predict_proba(some)
            np.testing.assert_allclose(run(path, some), expected, rtol=0, atol=1e-5)


@pytest.mark.full
def test_files_with_groups_of_channels(images, names, tmp_path):
    def network(input_shape, n_classes):
        pixels = keras.Input(input_shape)
        x = keras.layers.Conv2D(4, 3, strides=2, activation="relu")(pixels)
        x = keras.layers.Conv2D(6, 3, padding="same", groups=2, dilation_rate=2)(x)
        x = keras.layers.Dense(n_classes, activation="softmax")(keras.layers.Flatten()(x))
        return keras.Model(pixels, x)

    classifier = CNNClassifier(network, image_size=16, epochs=1, random_state=0).fit(images, names)
    found = by_onnx(classifier.to_onnx(tmp_path / "cells.onnx"), images)
    np.testing.assert_allclose(found, classifier.predict_proba(images), rtol=0, atol=1e-5)


@pytest.mark.full
def test_files_hold_the_classes(images, names, tmp_path):
    classifier = cheap("LeNet5Classifier").fit(images, names)
    path = classifier.to_onnx(tmp_path / "cells.onnx")
    session = onnxruntime.InferenceSession(path)
    labels = session.get_modelmeta().custom_metadata_map["classes"]
    assert json.loads(labels) == ["eosinophil", "lymphocyte", "neutrophil"]
    assert session.get_inputs()[0].shape == ["n", "height", "width", 3]
    with ZipFile(classifier.to_litert(tmp_path / "cells.tflite")) as archive:
        assert json.loads(archive.read("classes.json")) == json.loads(labels)


@pytest.mark.full
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-5), ("mixed_bfloat16", 0.02)])
def test_files_have_32_bits(dtype, tolerance, images, names, tmp_path):
    classifier = cheap("LeNet5Classifier", dtype=dtype).fit(images, names)
    found = by_onnx(classifier.to_onnx(tmp_path / "cells.onnx"), images)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, classifier.predict_proba(images), atol=tolerance)


def test_grey_images_have_one_channel(images, names, tmp_path):
    grey = images[..., :1]
    classifier = cheap("LeNet5Classifier").fit(grey, names)
    found = by_onnx(classifier.to_onnx(tmp_path / "cells.onnx"), grey)
    np.testing.assert_allclose(found, classifier.predict_proba(grey), atol=1e-5)


def test_what_is_missing(images, names, tmp_path, monkeypatch):
    classifier = cheap("LeNet5Classifier").fit(images, names)
    path = tmp_path / "cells.onnx"
    path.write_text("before")
    monkeypatch.setitem(sys.modules, "tf2onnx", None)
    with pytest.raises(ImportError, match=r"onnx and tf2onnx; install .* 'skwbc\[export\]'"):
        classifier.to_onnx(path)
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(
        RuntimeError, match="to_litert requires the TensorFlow backend, not jax; sa"
    ):
        classifier.to_litert(path)
    assert path.read_text() == "before"
