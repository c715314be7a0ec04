"""Networks for other programs: Keras models, ONNX and LiteRT files without this library."""

import json
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from skwbc._files.safe import replace_file
from skwbc._keras.structure import check_structure, structure_of
from skwbc._keras.topology import building


def to_keras(topology, weights):
    """Build a standalone Keras model from pixels of 0–255 to class probabilities."""
    from keras import Input, Model, layers

    from skwbc.networks._layers import standard_layer

    with building(topology.dtype):
        network = _standalone(topology, weights, standard_layer)
        pixels = Input(topology.input_shape, name="pixels")
        return Model(pixels, network(layers.Rescaling(1 / 255)(pixels)), name=network.name)


def to_onnx(topology, weights, classes, path):
    """Write an ONNX file that takes images of any size; see the method of classifiers."""
    _check_backend("to_onnx")
    try:
        import onnx
        import tf2onnx  # noqa: F401
    except ImportError as error:
        raise ImportError(
            "to_onnx requires onnx and tf2onnx; install them with pip install 'skwbc[export]'."
        ) from error

    with TemporaryDirectory() as folder:
        file = Path(folder, "network.onnx")
        _export(topology, weights, file, format="onnx", opset_version=18)
        model = onnx.load(file)
    _name(model.graph)
    onnx.helper.set_model_props(model, {"classes": json.dumps(classes)})
    onnx.checker.check_model(model)
    replace_file(path, model.SerializeToString())


def to_litert(topology, weights, classes, path):
    """Write a LiteRT file that takes images of any size; see the method of classifiers."""
    _check_backend("to_litert")
    with TemporaryDirectory() as folder:
        file = Path(folder, "network.tflite")
        _export(topology, weights, file, format="litert")
        # Where LiteRT's own metadata stores files of labels.
        with ZipFile(file, "a") as archive:
            archive.writestr("classes.json", json.dumps(classes))
        replace_file(path, file.read_bytes())


def _name(graph):
    """Give the output and the dimensions of an ONNX graph names that tell what they are."""
    (images,), (output,) = graph.input, graph.output
    for node in graph.node:
        node.output[:] = ["probabilities" if name == output.name else name for name in node.output]
    output.name = "probabilities"
    for value, names in ((images, ("n", "height", "width")), (output, ("n",))):
        for dimension, name in zip(value.type.tensor_type.shape.dim, names):
            dimension.dim_param = name


def _standalone(topology, weights, layer_like):
    """Build the network with copies of its layers, which ``layer_like`` makes."""
    from keras import models

    network = topology.build(seed=0)
    check_structure(topology.structure, structure_of(network, topology), topology)
    network.set_weights(weights)
    standard = models.clone_model(network, clone_function=layer_like)
    standard.set_weights(network.get_weights())
    return standard


def _check_backend(method):
    from keras import backend

    if backend.backend() != "tensorflow":
        raise RuntimeError(
            f"{method} requires the TensorFlow backend, not {backend.backend()}; save the "
            "classifier with skwbc.save, and load it where KERAS_BACKEND is 'tensorflow'."
        )


def _export(topology, weights, path, **settings):
    from keras import Input, InputSpec, Model

    from skwbc.networks._layers import AsPrepared, portable_layer

    *size, channels = topology.input_shape
    with building("float32"):
        network = _standalone(topology, weights, portable_layer)
        images = Input((None, None, channels), dtype="uint8", name="images")
        model = Model(images, network(AsPrepared(size)(images)))
        signature = [InputSpec(shape=(None, None, None, channels), dtype="uint8", name="images")]
        with warnings.catch_warnings():
            # Keras asks whether NumPy still has a name that it needs for tf2onnx.
            warnings.simplefilter("ignore", FutureWarning)
            model.export(path, input_signature=signature, verbose=False, **settings)
