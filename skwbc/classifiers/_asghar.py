"""The CNNs of Asghar and others (2022, 2023), with the settings of their papers."""

from skwbc.classifiers._cnn import CNNClassifier
from skwbc.networks import seven_block_cnn, three_block_cnn

# Both papers train for 150 epochs with Adam; the 2022 paper says that the best weights were kept.
_PAPER_SETTINGS = {
    "image_size": 100,
    "epochs": 150,
    "optimizer": "adam",
    "learning_rate": 0.001,
    "validation_fraction": 0.2,
    "restore_best": True,
}


class ThreeBlockCNNClassifier(
    CNNClassifier,
    network=three_block_cnn,
    **_PAPER_SETTINGS | {"augmentation": "dihedral", "learning_rate": 0.0003},
):
    """The three-block CNN of Asghar, Shaukat, Akram and Tariq (2022).

    The network has unpadded 3×3 convolutions with 32 (stride 1), 64 (stride 2) and 64 (stride 1)
    filters, each followed by ReLU, 2×2 max pooling with stride 1 and dropout. Two dense layers of
    64 units follow. With 100×100 RGB images and four classes, it has 7,990,660 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    dropout : float, default=0.2
        Fraction of the values that is dropped after each block during training.
    %(normalization_parameter)s
    %(center_pixels_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    SevenBlockCNNClassifier : The deeper network of the later paper.

    Notes
    -----
    The paper states that Adam was used for 150 epochs and that the best weights were kept. It
    leaves the following open, or is inconsistent about it:

    - the dense layers: the paper mentions 'two hidden layers' but lists one; this classifier uses
      two layers of 64 units;
    - the copies: the paper trains on copies rotated by right angles, of LISC alone; here, all
      training images are rotated and flipped at random, since the network otherwise memorises them
      (``augmentation=None``);
    - the learning rate and the batch size: 0.0003 and 32 are used; with Keras's default of 0.001,
      training starts later, and in some fits not for ten epochs;
    - the range of the pixels: -1 to 1 is used, see ``center_pixels``;
    - the images on which the best weights were selected: a fifth of the training images is used,
      and never test images; the paper splits its images 70/20/10.

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
    """The seven-block CNN of Asghar, Kumar, Hynds and Mahfooz (2023).

    The network has seven blocks, each with a 3×3 'same' convolution (32, 64, 64, 64, 128, 256 and
    256 filters), ReLU, 2×2 max pooling and dropout. Five dense layers of 128 units follow. With
    100×100 RGB images and eight classes, it has 1,152,328 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    dropout : float, default=0.25
        Fraction of the values that is dropped after each block during training.
    pool_stride : {2, 1}, default=2
        Stride of the pooling layers; the paper states 1.
    %(normalization_parameter)s
    %(center_pixels_parameter)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    ThreeBlockCNNClassifier : The network of the earlier paper.

    Notes
    -----
    The paper states that Adam was used for 150 epochs. It leaves the following open, or states a
    value that cannot have been used:

    - the stride of the pooling layers: the paper states 1, which for 100×100 pixels would require
      a dense layer of 283 million weights; the default is 2, and ``pool_stride=1`` follows the
      paper;
    - the padding of the pooling layers: they are padded with stride 2, since seven unpadded ones
      would reduce 100 pixels to nothing, and unpadded with stride 1;
    - the learning rate and the batch size: Keras's defaults, 0.001 and 32, are used;
    - the range of the pixels: -1 to 1 is used; with 0 to 1, the network learns nothing on the cells
      of the paper;
    - the weights that were kept: those with the lowest loss on a fifth of the training images are
      kept.

    Examples
    --------
    >>> from skwbc import SevenBlockCNNClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=24, random_state=0, return_X_y=True)
    >>> classifier = SevenBlockCNNClassifier(width=0.25, image_size=24, epochs=2, random_state=0)
    >>> classifier.fit(images, y).predict(images).shape
    (60,)
    """
