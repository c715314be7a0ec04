"""WBCsNet and WBCsNet-2, with the settings of Almotairi and Shahin (2019)."""

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

    The plain network with which Almotairi and Shahin (2019) compare WBCsNet-2: convolution 5×5×64,
    pool, convolution 5×5×256, pool, convolution 3×3×512, dense 512, softmax. ReLU follows each
    hidden layer, and the pools are 2×2 max pooling. With 70×70 RGB images and five classes, it has
    77,357,573 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units; 1.0 is the network of the paper, and
        0.25 can be trained on a laptop.
    %(normalization_parameter)s
    %(center_pixels_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    WBCsNet2Classifier : The residual network of the same paper.

    Notes
    -----
    The paper uses stochastic gradient descent with a learning rate of 0.001 for 40 epochs, in
    batches of 32. It leaves the following open:

    - the padding of the convolutions: 'same' is used, so that only the pooling layers shrink the
      image and the dense layer also receives the border;
    - momentum and learning rate decay: neither is used;
    - the range of the pixels: -1 to 1 is used;
    - the initial weights: He's uniform distribution is used; with Keras's default, Glorot's, the
      network learns several times more slowly at the learning rate of the paper.

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

    The network of Almotairi and Shahin (2019). A residual block of three 5×5×64 convolutions, each
    with batch normalisation and ReLU, replaces the first convolution of WBCsNet. Batch
    normalisation follows every convolution, and dropout precedes the softmax. With 70×70 RGB images
    and five classes, it has 77,566,341 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units; 1.0 is the network of the paper, and
        0.25 can be trained on a laptop.
    dropout : float, default=0.5
        Fraction of the dense units that is dropped during training.
    %(normalization_parameter)s
    %(center_pixels_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    WBCsNetClassifier : The plain network of the same paper.

    Notes
    -----
    The paper uses stochastic gradient descent with a learning rate of 0.001 for 40 epochs, in
    batches of 32. It leaves the following open:

    - the start of the skip connection: it starts after the ReLU of the first unit, since this is
      the output of that unit, and adding the image itself would require a projection that the paper
      does not mention; the sum is computed before the ReLU of the third unit, as in other residual
      networks;
    - the padding of the convolutions: 'same' is used, without which the two ends of the block could
      not be added;
    - the momentum of the batch normalisation statistics: 0.9 is used, since with Keras's default of
      0.99 the statistics lag behind for the first hundreds of steps, which is all of a small study;
    - the dropout rate: 0.5 is used, the usual rate before a softmax;
    - momentum and learning rate decay: neither is used;
    - the range of the pixels: -1 to 1 is used.

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
