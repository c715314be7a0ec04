"""Signatures and docstring sections that the estimators share."""

import inspect
import sys
import textwrap
from difflib import get_close_matches
from importlib import import_module

_TRAINING_PARAMETERS = """\
weights : fitted estimator, str, path or None, default={weights!r}
    Weights that training starts from instead of random ones: a fitted estimator of the same
    network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
    since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
    a Keras or legacy h5 file that contains exactly the backbone.
image_size : int or tuple of (int, int), default={image_size}
    Height and width to which every image is resized.
epochs : int, default={epochs}
    Number of passes over the training images.
batch_size : int or None, default={batch_size}
    Number of images per training step; ``None`` uses the whole set, in order, in a single step.
optimizer : str or dict, default={optimizer!r}
    Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
    ``{{"class_name": "SGD", "config": {{"momentum": 0.9}}}}``.
learning_rate : float, default={learning_rate}
    Learning rate of the optimizer.
validation_fraction : float, default={validation_fraction}
    Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
    and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
patience : int or None, default={patience}
    Number of epochs without a lower validation loss after which training stops; the training
    loss is used if there is no validation part. ``None`` disables early stopping.
restore_best : bool, default={restore_best}
    Whether to keep the weights of the epoch with the lowest validation loss instead of those of
    the last epoch; the training loss is used if there is no validation part.
class_weight : dict, 'balanced' or None, default={class_weight}
    Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
    total weight.
augmentation : str, tuple of str, callable or None, default={augmentation!r}
    Random changes to each training batch, by one or several names. 'dihedral' flips each image and
    rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
    strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
    shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
    ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
warm_start : bool, default={warm_start}
    Whether ``fit`` continues from the last fit, including its optimizer state.
dtype : str, default={dtype!r}
    Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
n_devices : int, default={n_devices}
    Number of devices, such as GPUs, across which each training batch is split. More than one
    device requires the JAX backend. A single GPU is used automatically.
random_state : int, RandomState instance or None, default={random_state}
    Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
    the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
    and leaves NumPy's global random state unchanged.
verbose : int, default={verbose}
    If above 0, print one line per epoch.
image_shape : tuple or None, default={image_shape}
    Height, width and, for colour images, number of channels of images that are passed as
    flattened rows. Without it, a row of n values is an image of 1×n pixels.\
"""

_HEAD_PARAMETERS = """\
trainable : 'head', 'all' or int, default={trainable!r}
    Part of the network that is trained: the head alone, all layers, or the head and this number
    of the backbone's last layers that have weights. Normalisation layers that are not trained
    keep their statistics. With 'head' and without augmentation, each image passes through the
    backbone only once instead of once per epoch, and Keras callbacks receive the head alone.
pooling : 'avg' or 'max', default={pooling!r}
    Pooling that turns the backbone's last feature maps into a vector.
hidden_units : int, sequence of int or None, default={hidden_units}
    Number of units of each dense layer between the pooled vector and the last layer.
dropout : float, default={dropout}
    Fraction of the values that is dropped before the last layer during training.\
"""

_NORMALIZATION_PARAMETER = """\
normalization : 'batch', 'group', 'layer' or None, default={normalization!r}
    Normalisation between each convolution and its activation. 'batch' estimates the mean and
    standard deviation of each channel from the training images, and ``adapt`` re-estimates them.
    'group' and 'layer' compute them for each image separately, over groups of channels or over
    all channels. ``None`` adds no such layer; AlexNet and GoogLeNet then keep the local response
    normalisation of their papers.\
"""

_CENTER_PIXELS_PARAMETER = """\
center_pixels : bool, default={center_pixels}
    Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
    receives values from 0 to 1, with which the seven-block CNN does not learn on real cells.\
"""

_FITTED_ATTRIBUTES = """\
classes_ : ndarray of shape (n_classes,)
    The class labels.
weights_ : list of ndarray
    Weights of the network. The arrays are read-only once the estimator has been fitted or used,
    since the live network is assumed to hold exactly these values. To change weights, assign a
    list of new arrays.
optimizer_state_ : list of ndarray
    State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
history_ : dict of list of float
    'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
    with one entry per epoch.
n_epochs_ : int
    Number of epochs trained so far.
best_epoch_ : int
    Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
input_shape_ : tuple of (int, int, int)
    Height, width and number of channels of the network's input.
layers_ : list of tuple
    Name, type, output shape and number of parameters of each layer of the network.
network_params_ : dict
    Parameters of the network function that were used in the fit.
seed_ : int
    Seed from which all random numbers in ``fit`` were derived.
n_features_in_ : int
    Number of values per flattened row; only available after fitting on rows.
feature_names_in_ : ndarray of str
    Names of the columns; only available after fitting on a table whose columns all have names.\
"""

_IMAGE_SHAPE = """\
image_shape : tuple of int or None, default=None
    Height, width and number of channels of each image, if X contains flattened rows.\
"""

_DESCRIBING_PARAMETERS = f"""\
{_IMAGE_SHAPE}
feature_cache : str, path or None, default=None
    Folder in which features are stored for later processes. By default, features are only kept in
    memory.
n_jobs : int or None, default=None
    Number of parallel processes.
verbose : int, default=0
    If above 0, print the progress.\
"""

_IMAGE_ATTRIBUTES = """\
n_channels_ : int
    Number of channels of the training images.
n_features_in_ : int
    Number of values per row, if X is a table of rows.
feature_names_in_ : ndarray of str
    Names of the columns, if X is a table with column names.\
"""

_SECTIONS = {
    "training_parameters": _TRAINING_PARAMETERS,
    "head_parameters": _HEAD_PARAMETERS,
    "normalization_parameter": _NORMALIZATION_PARAMETER,
    "center_pixels_parameter": _CENTER_PIXELS_PARAMETER,
    "fitted_attributes": _FITTED_ATTRIBUTES,
    "image_shape": _IMAGE_SHAPE,
    "describing_parameters": _DESCRIBING_PARAMETERS,
    "image_attributes": _IMAGE_ATTRIBUTES,
}


def make_init(cls, parameters):
    """Make an ``__init__`` that stores these parameters, as scikit-learn requires."""
    signature = inspect.Signature(
        [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD), *parameters]
    )

    def __init__(self, *args, **kwargs):
        for name in kwargs.keys() - signature.parameters.keys():
            nearest = get_close_matches(name, signature.parameters, n=1, cutoff=0.0)[0]
            raise TypeError(f"{cls.__name__} has no parameter {name!r}; did you mean {nearest!r}?")
        bound = signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        for parameter in parameters:
            setattr(self, parameter.name, bound.arguments[parameter.name])

    __init__.__signature__ = signature
    __init__.__module__ = cls.__module__
    __init__.__qualname__ = f"{cls.__qualname__}.__init__"
    return __init__


def publish(package, modules):
    """Import the public classes and functions of a package, and make the package their home.

    Saved files and pickles store these names, which must not depend on how the package is divided
    into modules.

    Parameters
    ----------
    package : str
        Full name of the package.
    modules : dict of str to str
        The module of the package that defines each public name.

    Returns
    -------
    names : list of str
        The public names.
    """
    for name, module in modules.items():
        value = getattr(import_module(f"{package}.{module}"), name)
        value.__module__ = package
        setattr(sys.modules[package], name, value)
    return list(modules)


def fill_docstring(cls):
    """Insert the shared parameters, with the class's defaults, and attributes in its docstring."""
    defaults = {
        name: parameter.default for name, parameter in inspect.signature(cls).parameters.items()
    }
    for name, text in _SECTIONS.items():
        if f"%({name})s" in (cls.__doc__ or ""):
            filled = textwrap.indent(text.format(**defaults), "    ").lstrip()
            cls.__doc__ = cls.__doc__.replace(f"%({name})s", filled)
