"""Signatures and docstrings that estimators share, so that no estimator repeats them."""

import inspect
import sys
import textwrap
from difflib import get_close_matches

_TRAINING_PARAMETERS = """\
weights : fitted estimator, str, path or None, default={weights!r}
    What training starts from instead of random weights: a fitted estimator of the same network or
    the file that ``skwbc.save`` made of one. Its classes may be others; the last layer is new.
    Networks with a backbone also take 'imagenet', and the path of a Keras or legacy h5 file
    that holds exactly the backbone.
image_size : int or tuple of (int, int), default={image_size}
    Height and width that every image is resized to.
epochs : int, default={epochs}
    Number of passes over the training images.
batch_size : int or None, default={batch_size}
    Images a training step; ``None`` takes the whole set, in order, at once.
optimizer : str or dict, default={optimizer!r}
    Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form,
    ``{{"class_name": "SGD", "config": {{"momentum": 0.9}}}}``.
learning_rate : float, default={learning_rate}
    Learning rate of the optimizer.
validation_fraction : float, default={validation_fraction}
    Share of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
    and ``val_accuracy``; whole groups are set aside where ``groups`` is given.
patience : int or None, default={patience}
    Stop after this many epochs without a lower validation loss (training loss without a
    validation part). ``None`` never stops early.
restore_best : bool, default={restore_best}
    Keep the epoch with the lowest validation loss (training loss without a validation
    part) instead of the last one.
class_weight : dict, 'balanced' or None, default={class_weight}
    Weights by the labels of ``y``; 'balanced' gives every class the same total weight.
augmentation : 'dihedral', 'stain', tuple of both, callable or None, default={augmentation}
    What happens to each training batch: 'dihedral' flips and turns each image at random
    by right angles, since a cell has no upside; 'stain' varies strength and tint of the stain and
    the light, as from laboratory to laboratory; a function
    ``(images, random_generator) -> images`` gets float images from 0 to 1.
warm_start : bool, default={warm_start}
    Whether ``fit`` goes on from the last fit, optimizer state included.
dtype : str, default={dtype!r}
    Keras's name of a precision: 'float32', 'float64', 'mixed_bfloat16', 'mixed_float16'.
n_devices : int, default={n_devices}
    Number of devices, such as GPUs, among which each training batch is divided; more than one
    needs the JAX backend. One GPU is used without a setting.
random_state : int, RandomState instance or None, default={random_state}
    Seeds weights, order, dropout, augmentation and the validation part. The same int gives
    the same bits; ``None`` draws a fresh seed without touching NumPy's global one.
verbose : int, default={verbose}
    Above 0, print a line an epoch.
image_shape : tuple or None, default={image_shape}
    Height, width and, for colour, channels of images that come as flattened rows. Without
    it a row of n values is an image of 1×n pixels.\
"""

_HEAD_PARAMETERS = """\
trainable : 'head', 'all' or int, default={trainable!r}
    What is trained: the head alone, everything, or the head and the last so many of the backbone's
    layers that have weights. Normalisation layers that are not trained keep their statistics.
    With 'head' and without augmentation each image goes through the backbone once, not
    once an epoch, and Keras callbacks see the head alone.
pooling : 'avg' or 'max', default={pooling!r}
    How the backbone's last feature maps become a vector.
hidden_units : int, sequence of int or None, default={hidden_units}
    Units of the dense layers between the vector and the last layer.
dropout : float, default={dropout}
    Share of the values that is dropped before the last layer while training.\
"""

_NORMALIZATION_PARAMETER = """\
normalization : 'batch', 'group', 'layer' or None, default={normalization!r}
    What follows each convolution, before its activation: 'batch' learns mean and deviation of each
    channel from the training images, and ``adapt`` learns them anew; 'group' and 'layer' take
    them from each image by itself, over some channels or over all; ``None`` puts nothing there.\
"""

_FITTED_ATTRIBUTES = """\
classes_ : ndarray of shape (n_classes,)
    The labels.
weights_ : list of ndarray
    The network's weights. They are read-only once the estimator has been fitted or used, since the
    live network is known to hold exactly these arrays. To change some, assign a list of new
    arrays.
optimizer_state_ : list of ndarray
    What the optimizer remembers; only after ``partial_fit`` or with ``warm_start=True``.
history_ : dict of list of float
    'loss' and 'accuracy', with a validation part also 'val_loss' and 'val_accuracy', an
    entry an epoch.
n_epochs_ : int
    Number of epochs trained so far.
best_epoch_ : int
    Index into ``history_`` of the lowest monitored loss of the last ``fit``.
input_shape_ : tuple of (int, int, int)
    Height, width and channels that the network takes.
layers_ : list of tuple
    Name, kind, output shape and number of parameters of each of the network's layers.
network_params_ : dict
    The network's own parameters when it was fitted.
seed_ : int
    What everything random in ``fit`` came from.
n_features_in_ : int
    Number of values in a flattened row; only after fitting on rows.
feature_names_in_ : ndarray of str
    Names of the columns; only after fitting on a table whose columns all have names.\
"""

_IMAGE_SHAPE = """\
image_shape : tuple of int or None, default=None
    Height, width and channels of an image where X has flattened rows.\
"""

_DESCRIBING_PARAMETERS = f"""\
{_IMAGE_SHAPE}
feature_cache : str, path or None, default=None
    Folder where features are kept beyond this process. By default they are kept in memory.
n_jobs : int or None, default=None
    Number of processes.
verbose : int, default=0
    Above 0, print how far it is.\
"""

_IMAGE_ATTRIBUTES = """\
n_channels_ : int
    Channels of the training images.
n_features_in_ : int
    Number of values in a row, where X is a table of rows.
feature_names_in_ : ndarray of str
    Names of the columns, where X is a table with names.\
"""

_SECTIONS = {
    "training_parameters": _TRAINING_PARAMETERS,
    "head_parameters": _HEAD_PARAMETERS,
    "normalization_parameter": _NORMALIZATION_PARAMETER,
    "fitted_attributes": _FITTED_ATTRIBUTES,
    "image_shape": _IMAGE_SHAPE,
    "describing_parameters": _DESCRIBING_PARAMETERS,
    "image_attributes": _IMAGE_ATTRIBUTES,
}


def make_init(cls, parameters):
    """Make an ``__init__`` that stores these parameters, as scikit-learn wants it."""
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


def publish(package, names):
    """Let the classes and functions of a package say that they live there, not in its modules.

    Saved files and pickles hold these names, which must not depend on how a package is divided.
    """
    for name in names:
        vars(sys.modules[package])[name].__module__ = package


def fill_docstring(cls):
    """Put shared parameters, with this class's defaults, and attributes into its docstring."""
    defaults = {
        name: parameter.default for name, parameter in inspect.signature(cls).parameters.items()
    }
    for name, text in _SECTIONS.items():
        if f"%({name})s" in (cls.__doc__ or ""):
            filled = textwrap.indent(text.format(**defaults), "    ").lstrip()
            cls.__doc__ = cls.__doc__.replace(f"%({name})s", filled)
