"""Keras models that do not depend on this library."""

from skwbc._keras.structure import check_structure, structure_of
from skwbc._keras.topology import building


def export(topology, weights):
    """Build a standalone Keras model from pixels of 0–255 to class probabilities."""
    from keras import Input, Model, layers, models

    from skwbc.networks._layers import standard_layer

    with building(topology.dtype):
        network = topology.build(seed=0)
        check_structure(topology.structure, structure_of(network, topology), topology)
        network.set_weights(weights)
        standard = models.clone_model(network, clone_function=standard_layer)
        standard.set_weights(network.get_weights())
        pixels = Input(topology.input_shape, name="pixels")
        return Model(pixels, standard(layers.Rescaling(1 / 255)(pixels)), name=network.name)
