"""Classic networks that the papers use for comparison, trained from scratch."""

from skwbc.classifiers._cnn import CNNClassifier
from skwbc.networks import alexnet, googlenet, lenet5

# The settings of all networks in the comparison of Almotairi and Shahin (2019).
_SETTINGS = {"epochs": 40, "batch_size": 32, "optimizer": "sgd", "learning_rate": 0.001}


class LeNet5Classifier(CNNClassifier, network=lenet5, image_size=32, **_SETTINGS):
    """LeNet-5: two convolutions, two average pooling layers and three dense layers.

    The network of LeCun and others (1998). With 32×32 grey images and ten classes, it has 61,706
    parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    %(normalization_parameter)s
    %(center_pixels_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    AlexNetClassifier : Its large successor.

    Notes
    -----
    The network follows current practice where it differs from that of 1998: the second convolution
    is connected to all maps of the first, the pooling layers compute plain averages without
    weights, and a softmax replaces the radial basis functions. The activations are hyperbolic
    tangents, as in the original. The training settings are those of the comparison in Almotairi
    and Shahin (2019). Colour images keep their three channels.

    Examples
    --------
    >>> from skwbc import LeNet5Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=32, random_state=0, return_X_y=True)
    >>> LeNet5Classifier(epochs=2, random_state=0).fit(images, y).predict(images).shape
    (60,)
    """


class AlexNetClassifier(CNNClassifier, network=alexnet, image_size=227, **_SETTINGS):
    """AlexNet: five convolutions, three of them in two groups, and three dense layers.

    The network of Krizhevsky, Sutskever and Hinton (2012), trained from scratch. With 227×227 RGB
    images and 1,000 classes, it has 60,965,224 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    dropout : float, default=0.5
        Fraction of the units that is dropped after each hidden dense layer during training.
    %(normalization_parameter)s
    %(center_pixels_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    GoogLeNetClassifier : The network whose features are fused with AlexNet's.

    Notes
    -----
    The paper states an image size of 224×224, but the 55×55 outputs of its first layer require
    227×227, which is the default here. Local response normalisation follows the first two ReLUs,
    before the pooling layers, with the constants of the paper. The weights are initialised with
    He's uniform distribution instead of the paper's normal distribution with a standard deviation
    of 0.01. The training settings are those of the comparison in Almotairi and Shahin (2019).

    Examples
    --------
    >>> from skwbc import AlexNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=67, random_state=0, return_X_y=True)
    >>> classifier = AlexNetClassifier(width=0.1, image_size=67, epochs=1, random_state=0)
    >>> classifier.fit(images, y).predict(images).shape
    (40,)
    """


class GoogLeNetClassifier(CNNClassifier, network=googlenet, image_size=224, **_SETTINGS):
    """GoogLeNet: nine inception modules.

    The network of Szegedy and others (2014), trained from scratch and without its auxiliary heads.
    With 224×224 RGB images and 1,000 classes, it has 6,998,552 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters.
    dropout : float, default=0.4
        Fraction of the values that is dropped after the last pooling layer during training.
    %(normalization_parameter)s
    %(center_pixels_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    AlexNetClassifier : The network whose features are fused with GoogLeNet's.

    Notes
    -----
    In the paper, the auxiliary heads help to train the middle layers. Without them, a deep network
    without batch normalisation learns slowly at first. The weights are initialised with He's
    uniform distribution; with Keras's default, Glorot's, it did not start to learn two easy types
    of synthetic cells within ten epochs. The two local response normalisations use AlexNet's
    constants with a bias of 1. The last pooling layer averages over the whole image, so that any
    image size is possible. The training settings are those of the comparison in Almotairi and
    Shahin (2019).

    Examples
    --------
    >>> from skwbc import GoogLeNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = GoogLeNetClassifier(width=0.1, image_size=32, epochs=1, random_state=0)
    >>> classifier.fit(images, y).transform(images).shape
    (40, 102)
    """
