"""The CNNs of Asghar and others (2022, 2023) with their papers' settings."""

from skwbc.classifiers._cnn import CNNClassifier
from skwbc.networks import seven_block_cnn, three_block_cnn

# Both papers train for 150 epochs with Adam; that of 2022 says that it kept the best weights.
_PAPER_SETTINGS = {
    "image_size": 100,
    "epochs": 150,
    "optimizer": "adam",
    "learning_rate": 0.001,
    "validation_fraction": 0.2,
    "restore_best": True,
}


class ThreeBlockCNNClassifier(CNNClassifier, network=three_block_cnn, **_PAPER_SETTINGS):
    """The three-block CNN of Asghar, Shaukat, Akram and Tariq (2022).

    Unpadded 3×3 convolutions of 32 (stride 1), 64 (stride 2) and 64 (stride 1) filters, each
    followed by ReLU, 2×2 max pooling of stride 1 and dropout; then two dense layers of 64. At
    100×100 RGB and four classes it has 7,990,660 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplies the number of filters and dense units.
    dropout : float, default=0.2
        Share of the values that is dropped after each block while training.
    %(normalization_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    SevenBlockCNNClassifier : The deeper network that followed.

    Notes
    -----
    The paper states Adam, 150 epochs, and that the best weights were kept. It leaves open, or says
    in two ways:

    - the dense layers: it says 'two hidden layers' and lists one; two of 64 units here;
    - the learning rate and the batch size: Keras's defaults, 0.001 and 32, here;
    - which images chose the best weights: a fifth of the training images here, never test images;
      the paper splits its images 70/20/10.

    Examples
    --------
    >>> from skwbc import ThreeBlockCNNClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=24, random_state=0, return_X_y=True)
    >>> classifier = ThreeBlockCNNClassifier(image_size=24, epochs=2, random_state=0)
    >>> classifier.fit(images, y).predict(images).shape
    (60,)
    """


class SevenBlockCNNClassifier(CNNClassifier, network=seven_block_cnn, **_PAPER_SETTINGS):
    """The seven-block CNN of Asghar, Kumar and Mahfooz (2023).

    Seven blocks of a 3×3 'same' convolution (32, 64, 64, 64, 128, 256 and 256 filters), ReLU, 2×2
    max pooling and dropout; then five dense layers of 128. At 100×100 RGB and eight classes it has
    1,152,328 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplies the number of filters and dense units.
    dropout : float, default=0.25
        Share of the values that is dropped after each block while training.
    pool_stride : {2, 1}, default=2
        Stride of the pools; 1 is what the paper prints.
    %(normalization_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    ThreeBlockCNNClassifier : The network before it.

    Notes
    -----
    The paper states Adam and 150 epochs. It leaves open, or prints what can't have been used:

    - the stride of the pools: printed as 1, which at 100×100 pixels would need a dense layer of 283
      million weights; 2 here, and ``pool_stride=1`` as printed;
    - the padding of the pools: padded with stride 2, since seven unpadded ones would leave nothing
      of 100 pixels, and unpadded with stride 1;
    - the learning rate and the batch size: Keras's defaults, 0.001 and 32, here;
    - which weights were kept: those with the lowest loss on a fifth of the training images here.

    Examples
    --------
    >>> from skwbc import SevenBlockCNNClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=24, random_state=0, return_X_y=True)
    >>> classifier = SevenBlockCNNClassifier(width=0.25, image_size=24, epochs=2, random_state=0)
    >>> classifier.fit(images, y).predict(images).shape
    (60,)
    """
