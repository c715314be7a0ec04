"""WBCsNet and WBCsNet-2 with the settings of Almotairi and Shahin (2019)."""

from skwbc.classifiers._cnn import CNNClassifier
from skwbc.networks import wbcsnet, wbcsnet2

_PAPER_SETTINGS = {
    "image_size": 70,
    "epochs": 40,
    "batch_size": 32,
    "optimizer": "sgd",
    "learning_rate": 0.001,
}


class WBCsNetClassifier(CNNClassifier, network=wbcsnet, **_PAPER_SETTINGS):
    """WBCsNet: three convolutions and one hidden dense layer.

    The plain network that Almotairi and Shahin compare WBCsNet-2 with: convolution 5×5×64, pool,
    convolution 5×5×256, pool, convolution 3×3×512, dense 512, softmax, with ReLU after each layer
    and 2×2 max pooling. At 70×70 RGB and five classes it has 77,357,573 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplies the number of filters and dense units; 1.0 is the paper's network, 0.25 trains
        on a laptop.
    %(normalization_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    WBCsNet2Classifier : The residual network that followed.

    Notes
    -----
    The paper trains with stochastic gradient descent at a learning rate of 0.001 for 40 epochs in
    batches of 32. It leaves open:

    - the padding of the convolutions: 'same' here, so that only the pools shrink the image and
      the dense layer sees the border too;
    - momentum and the decay of the learning rate: none here;
    - the scale of the pixels: 0 to 1 here;
    - initial weights: Keras's default, Glorot's uniform distribution.

    Examples
    --------
    >>> from skwbc import WBCsNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=24, random_state=0, return_X_y=True)
    >>> classifier = WBCsNetClassifier(width=0.125, image_size=24, epochs=2, random_state=0)
    >>> classifier.fit(images, y).predict(images).shape
    (60,)
    """


class WBCsNet2Classifier(CNNClassifier, network=wbcsnet2, **_PAPER_SETTINGS):
    """WBCsNet-2: a residual first block, batch normalisation and dropout.

    The network of Almotairi and Shahin (2019). WBCsNet's first convolution becomes a residual
    block of three 5×5×64 convolutions, each with batch normalisation and ReLU; batch normalisation
    follows every convolution and dropout precedes the softmax. At 70×70 RGB and five classes it
    has 77,566,341 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplies the number of filters and dense units; 1.0 is the paper's network, 0.25 trains
        on a laptop.
    dropout : float, default=0.5
        Share of the dense units that is dropped while training.
    %(normalization_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    WBCsNetClassifier : The plain network before it.

    Notes
    -----
    The paper trains with stochastic gradient descent at a learning rate of 0.001 for 40 epochs in
    batches of 32. It leaves open:

    - where the skip starts: after the first unit's ReLU here, since that is the first unit's
      output, and adding the image itself would need a projection that the paper does not mention;
      the sum comes before the third unit's ReLU, as in other residual networks;
    - the padding of the convolutions: 'same' here, without which the block's ends could not be
      added;
    - how fast the statistics of batch normalisation move: a momentum of 0.9 here, since Keras's
      default of 0.99 lags behind for the first hundreds of steps, which is all of a small study;
    - the dropout rate: 0.5 here, the usual rate before a softmax;
    - momentum and the decay of the learning rate: none here;
    - the scale of the pixels: 0 to 1 here.

    Examples
    --------
    >>> from sklearn.model_selection import cross_val_score
    >>> from skwbc import WBCsNet2Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=24, random_state=0, return_X_y=True)
    >>> classifier = WBCsNet2Classifier(width=0.125, image_size=24, epochs=2, random_state=0)
    >>> cross_val_score(classifier, images, y, cv=3).shape
    (3,)
    """
