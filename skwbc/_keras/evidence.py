"""Maps of the evidence for a class in an image, on each of Keras's backends."""

import numpy as np

# Side of the smallest maps used by default; deeper maps cannot distinguish locations.
SMALLEST_MAP = 7


def evidence_maps(network, pixels, codes, layer=None, method="gradcam"):
    """Compute how strongly each location of a layer's feature maps supports a class.

    Parameters
    ----------
    network : LiveNetwork
        The network, loaded with its weights.
    pixels : Pixels
        The images.
    codes : ndarray of int
        Index of the class to explain, for each image.
    layer : str, optional
        Name of the layer; by default, the last layer whose maps have at least seven locations per
        side.
    method : {"gradcam", "hirescam"}
        Whether each map has one weight ('gradcam') or one weight per location ('hirescam').

    Returns
    -------
    maps : list of ndarray of shape (height, width)
        A value of at least zero for each location.
    """
    name = layer or _default_layer(network)
    cut = network.layer(name)
    if not _ends_in_maps(cut):
        raise ValueError(
            f"layer={name!r} does not return feature maps; pass a convolution or a pooling layer."
        )
    last = network.last_layer
    # A confident probability hardly changes, but the value before the softmax does.
    ends_in_softmax = (
        getattr(getattr(last, "activation", None), "__name__", "") == "softmax"
        and last is network.keras_network.layers[-1]
    )
    rest = _rest(network, cut, last.input if ends_in_softmax else None)
    if rest is None:
        raise ValueError(
            f"layer={name!r} is bypassed by another branch; pass a layer that all branches share."
        )

    def score(maps, wanted):
        """Compute the log-odds of the wanted class, summed over the images."""
        from keras import ops

        outputs = rest(maps, training=False)
        if ends_in_softmax:
            outputs = ops.matmul(outputs, last.kernel) + last.bias
        else:
            outputs = ops.log(outputs)
        outputs = ops.cast(outputs, "float32")
        others = ops.logsumexp(ops.where(wanted, -np.inf, outputs), axis=-1)
        return ops.sum(ops.where(wanted, outputs, 0.0)) - ops.sum(others)

    found = []
    wanted = np.eye(network.topology.n_classes, dtype=bool)[codes]
    maps_network = network.feature_network(name)
    for index, batch in enumerate(pixels.batches(np.arange(len(codes))[:, np.newaxis])):
        maps, slopes = _maps_and_slopes(maps_network, score, batch, wanted[index : index + 1])
        if method == "gradcam":
            slopes = slopes.mean(axis=(0, 1))
        found.append(np.maximum((maps * slopes).sum(axis=-1), 0))
    return found


def _default_layer(network):
    """Find the deepest layer whose maps are large enough to distinguish locations."""
    names = [name for name, layer in network.layers_by_name.items() if _ends_in_maps(layer)]
    sides = {name: min(network.layer(name).output.shape[1:3]) for name in names}
    for name in reversed(names):
        if sides[name] >= min(SMALLEST_MAP, max(sides.values())):
            if _rest(network, network.layer(name)) is not None:
                return name
    raise ValueError(
        "The network has no layer that returns feature maps and that all branches share; heat maps "
        "require one."
    )


def _ends_in_maps(layer):
    is_input = type(layer).__name__ == "InputLayer"
    return not is_input and len(getattr(getattr(layer, "output", None), "shape", ())) == 4


def _rest(network, layer, end=None):
    """Return the network that follows a layer; ``None`` if a branch bypasses the layer."""
    from keras import Model

    try:
        return Model(layer.output, network.keras_network.outputs[0] if end is None else end)
    except ValueError:
        return None


def _maps_and_slopes(maps_network, score, image, wanted):
    """Compute the feature maps of one image and the gradient of the score in each value."""
    import keras

    maps = keras.ops.convert_to_tensor(maps_network.predict_on_batch(image))
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(maps)
            total = score(maps, wanted)
        slopes = tape.gradient(total, maps)
    elif backend == "jax":
        import jax

        slopes = jax.grad(lambda values: score(values, wanted))(maps)
    else:
        import torch

        with torch.enable_grad():
            maps = maps.detach().requires_grad_()
            (slopes,) = torch.autograd.grad(score(maps, wanted), maps)
    return tuple(
        keras.ops.convert_to_numpy(keras.ops.cast(values, "float32"))[0]
        for values in (maps, slopes)
    )
