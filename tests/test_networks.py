"""The topologies by themselves, without an estimator."""

import numpy as np
import pytest

from skwbc import networks
from skwbc.networks import alexnet, googlenet, seven_block_cnn, transfer, wbcsnet, wbcsnet2

# What a backbone needs is tested with the classifiers that have one.
each = pytest.mark.parametrize(
    "network", [getattr(networks, name) for name in networks.__all__ if name != "transfer"]
)


@pytest.mark.parametrize(
    ("name", "input_shape", "n_classes", "n_parameters"),
    [
        ("lenet5", (32, 32, 1), 10, 61_706),
        ("googlenet", (224, 224, 3), 1000, 6_998_552),
        ("three_block_cnn", (100, 100, 3), 4, 7_990_660),
        ("seven_block_cnn", (100, 100, 3), 8, 1_152_328),
        # TensorFlow never returns the gigabyte that it needs for their random weights.
        pytest.param("wbcsnet", (70, 70, 3), 5, 77_357_573, marks=pytest.mark.full),
        pytest.param("wbcsnet2", (70, 70, 3), 5, 77_566_341, marks=pytest.mark.full),
        pytest.param("alexnet", (227, 227, 3), 1000, 60_965_224, marks=pytest.mark.full),
    ],
)
def test_parameter_counts_of_the_papers(name, input_shape, n_classes, n_parameters):
    network = getattr(networks, name)(input_shape, n_classes)
    assert network.count_params() == n_parameters
    assert network.name == name


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
        "Rescaling", "Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Conv2D", "Flatten",
        "Dense", "Dense",
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


@each
def test_output_is_a_distribution(network):
    height, width = network.smallest_image + 1, network.smallest_image
    images = np.random.default_rng(0).random((3, height, width, 1), dtype=np.float32)
    output = network((height, width, 1), 4, width=1 / 32).predict(images, verbose=0)
    assert output.shape == (3, 4)
    np.testing.assert_allclose(output.sum(axis=1), 1, atol=1e-6)


@each
@pytest.mark.parametrize("normalization", ["batch", "group", "layer"])
def test_normalisation_follows_every_convolution(network, normalization):
    side = network.smallest_image + 1
    built = network((side, side, 3), 4, width=1 / 16, normalization=normalization)
    kind = "BatchNormalization" if normalization == "batch" else "GroupNormalization"
    for layer in built.layers:
        if type(layer).__name__ == "Conv2D":
            (after,) = [node.operation for node in layer._outbound_nodes]
            assert type(after).__name__ == kind
            assert layer.activation.__name__ == "linear"


@each
def test_errors(network):
    side = network.smallest_image
    with pytest.raises(
        ValueError, match=rf"image_size=\({side - 1}, 99\) is too small for .*at le"
    ):
        network((side - 1, 99, 3), 5)
    with pytest.raises(ValueError, match=r"width must be above 0, got 0; 1\.0 is the paper's"):
        network((99, 99, 3), 5, width=0)
    with pytest.raises(ValueError, match=r"normalization must be 'batch', 'group', 'layer' or Non"):
        network((99, 99, 3), 5, normalization="instance")


def test_printed_pool_stride_needs_283_million_weights():
    def flattened(pool_stride):
        network = seven_block_cnn((100, 100, 3), 8, width=1 / 128, pool_stride=pool_stride)
        (flatten,) = [layer for layer in network.layers if type(layer).__name__ == "Flatten"]
        return flatten.output.shape[-1]

    # At a 128th of the width two filters are left of 256.
    assert flattened(1) * 128 * 128 == 93 * 93 * 256 * 128 == 283_410_432
    assert flattened(2) == 2
    with pytest.raises(ValueError, match=r"pool_stride must be 1 \(as printed\) or 2, got 3"):
        seven_block_cnn((100, 100, 3), 8, pool_stride=3)


def test_alexnet_has_two_groups_and_named_layers():
    network = alexnet((227, 227, 3), 5, width=1 / 16)
    groups = {layer.name: layer.groups for layer in network.layers if hasattr(layer, "groups")}
    assert groups == {"conv1": 1, "conv2": 2, "conv3": 1, "conv4": 2, "conv5": 2}
    assert network.get_layer("conv1").output.shape[1:3] == (55, 55)
    assert network.get_layer("pool5").output.shape[1:3] == (6, 6)
    assert network.get_layer("fc7").output.shape[1] == 256


def test_googlenet_halves_its_maps_where_the_paper_does():
    network = googlenet((224, 224, 3), 5, width=1 / 32)
    sides = {layer.name: layer.output.shape[1] for layer in network.layers if "inc" in layer.name}
    assert sides == {
        **{f"inception_3{letter}": 28 for letter in "ab"},
        **{f"inception_4{letter}": 14 for letter in "abcde"},
        **{f"inception_5{letter}": 7 for letter in "ab"},
    }


@pytest.mark.parametrize("settings", [{"pooling": "sum"}, {"pooling": None}], ids=str)
def test_backbones_have_two_poolings(settings):
    with pytest.raises(ValueError, match="pooling must be 'avg' or 'max', got "):
        transfer((32, 32, 3), 5, backbone="efficientnet_lite0", width=1 / 16, **settings)


def test_response_normalisation_follows_its_formula():
    from skwbc.networks._layers import normalise_responses

    x = np.random.default_rng(0).normal(scale=50, size=(2, 3, 3, 7)).astype("float32")
    expected = np.empty_like(x)
    for channel in range(7):
        near = x[..., max(0, channel - 2) : channel + 3]
        expected[..., channel] = x[..., channel] / (2 + 1e-4 * (near**2).sum(axis=-1)) ** 0.75
    np.testing.assert_allclose(np.asarray(normalise_responses(x)), expected, rtol=1e-5)


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
