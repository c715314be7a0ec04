"""The topologies by themselves, without an estimator."""

import numpy as np
import pytest

from skwbc.networks import wbcsnet, wbcsnet2


@pytest.mark.parametrize(
    ("network", "n_parameters"), [(wbcsnet, 77_357_573), (wbcsnet2, 77_566_341)]
)
def test_parameter_counts_of_the_paper(network, n_parameters):
    assert network((70, 70, 3), 5).count_params() == n_parameters


def kinds(network):
    return [type(layer).__name__ for layer in network.layers[1:]]


def test_wbcsnet_layers():
    model = wbcsnet((70, 70, 3), 5, width=1 / 16)
    convolutions = [layer for layer in model.layers if type(layer).__name__ == "Conv2D"]
    assert [(c.filters, c.kernel_size, c.padding) for c in convolutions] == [
        (4, (5, 5), "same"),
        (16, (5, 5), "same"),
        (32, (3, 3), "same"),
    ]
    assert all(c.activation.__name__ == "relu" for c in convolutions)
    assert kinds(model) == [
        "Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Conv2D", "Flatten", "Dense", "Dense",
    ]  # fmt: skip
    assert model.layers[-1].activation.__name__ == "softmax"


def test_wbcsnet2_adds_the_first_unit_before_the_third_relu():
    model = wbcsnet2((16, 16, 3), 5, width=1 / 16)
    (add,) = [layer for layer in model.layers if type(layer).__name__ == "Add"]
    first, third = [tensor._keras_history.operation for tensor in add.input]
    assert type(first).__name__ == "ReLU"
    assert type(third).__name__ == "BatchNormalization"
    after = [model.layers[model.layers.index(add) + step] for step in (1, 2)]
    assert [type(layer).__name__ for layer in after] == ["ReLU", "MaxPooling2D"]
    assert kinds(model)[-2:] == ["Dropout", "Dense"]
    # Five convolutions, each with batch normalisation.
    assert kinds(model).count("Conv2D") == kinds(model).count("BatchNormalization") == 5


@pytest.mark.parametrize("network", [wbcsnet, wbcsnet2])
def test_output_is_a_distribution(network):
    images = np.random.default_rng(0).random((3, 9, 7, 1), dtype=np.float32)
    output = network((9, 7, 1), 4, width=1 / 32).predict(images, verbose=0)
    assert output.shape == (3, 4)
    np.testing.assert_allclose(output.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("network", [wbcsnet, wbcsnet2])
def test_errors(network):
    with pytest.raises(ValueError, match=r"image_size=\(3, 8\) is too small for WBCsNet.*\(4, 4\)"):
        network((3, 8, 3), 5)
    with pytest.raises(ValueError, match=r"width must be above 0, got 0; 1\.0 is the paper's"):
        network((8, 8, 3), 5, width=0)


def test_weighted_normalisation_counts_a_weight_of_two_twice():
    from skwbc.networks._layers import BatchNormalization

    images = np.random.default_rng(0).normal(size=(4, 3, 3, 2)).astype("float32")
    weights = np.array([1, 2, 1, 3], dtype="float32")
    weighted, repeated = BatchNormalization(), BatchNormalization()
    weighted.build(images.shape)
    repeated.build(images.shape)
    weighted.image_weights = weights
    got = np.asarray(weighted(images, training=True))
    expected = np.asarray(repeated(images.repeat(weights.astype(int), axis=0), training=True))
    np.testing.assert_allclose(got.repeat(weights.astype(int), axis=0), expected, atol=1e-5)
    for one, other in zip(weighted.get_weights(), repeated.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)
