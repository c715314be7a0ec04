"""The networks that the papers compare with, trained from scratch."""

from skwbc.classifiers._cnn import CNNClassifier
from skwbc.networks import alexnet, googlenet, lenet5

# The comparison of Almotairi and Shahin (2019) trains every network like this.
_SETTINGS = {"epochs": 40, "batch_size": 32, "optimizer": "sgd", "learning_rate": 0.001}


class LeNet5Classifier(CNNClassifier, network=lenet5, image_size=32, **_SETTINGS):
    """LeNet-5: two convolutions, two average pools and three dense layers.

    The network of LeCun and others (1998). At 32×32 grey and ten classes it has 61,706 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplies the number of filters and dense units.
    %(normalization_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    AlexNetClassifier : Its large successor.

    Notes
    -----
    Chosen where today's use departs from 1998: the second convolution sees all maps of the first;
    the pools average without weights of their own; a softmax takes the place of the radial basis
    functions. The activations are hyperbolic tangents, as they were. The training settings are
    those of the comparison in Almotairi and Shahin (2019). Colour images keep their three channels.

    Examples
    --------
    >>> from skwbc import LeNet5Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=32, random_state=0, return_X_y=True)
    >>> LeNet5Classifier(epochs=2, random_state=0).fit(images, y).predict(images).shape
    (60,)
    """


class AlexNetClassifier(CNNClassifier, network=alexnet, image_size=227, **_SETTINGS):
    """AlexNet: five convolutions, of which three in two groups, and three dense layers.

    The network of Krizhevsky, Sutskever and Hinton (2012), trained from scratch. At 227×227 RGB and
    1,000 classes it has 60,965,224 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplies the number of filters and dense units.
    dropout : float, default=0.5
        Share of the units that is dropped after either hidden dense layer while training.
    %(normalization_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    GoogLeNetClassifier : The network whose features it is fused with.

    Notes
    -----
    The paper prints images of 224×224, but its first layer's 55×55 outputs need 227×227, which is
    the default here. Local response normalisation follows the first two ReLUs, before the pools,
    with the paper's constants. The initial weights are Glorot's, not the paper's normal
    distribution of 0.01. The training settings are those of the comparison in Almotairi and Shahin
    (2019).

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
    At 224×224 RGB and 1,000 classes it has 6,998,552 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplies the number of filters.
    dropout : float, default=0.4
        Share of the last pool's values that is dropped while training.
    %(normalization_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    AlexNetClassifier : The network whose features it is fused with.

    Notes
    -----
    The auxiliary heads helped to train the middle layers; without them a deep network without batch
    normalisation starts slowly. The two response normalisations have AlexNet's constants with a
    bias of 1. The last pool averages over the whole image, so that any size fits. The training
    settings are those of the comparison in Almotairi and Shahin (2019).

    Examples
    --------
    >>> from skwbc import GoogLeNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = GoogLeNetClassifier(width=0.1, image_size=32, epochs=1, random_state=0)
    >>> classifier.fit(images, y).transform(images).shape
    (40, 102)
    """
