"""What the tests of the catalogue's networks share."""

import numpy as np
import tf_keras as keras

from graft.backbones import catalogue
from graft.backbones.catalogue import Backbone
from graft.settings import Settings

ROWS = catalogue.all_backbones(Settings())
VARIANTS = list({(row.family, row.variant): row for row in reversed(ROWS)}.values())
"""Each network once, at the smallest input that there are weights for."""
SMALLEST = {
    row.family: row for row in sorted(VARIANTS, key=lambda row: -(row.download_bytes or 0))
}  # the last of a family stays
IMAGENET_MEAN = [0.485, 0.456, 0.406]


def least(row: Backbone) -> Backbone:
    """The row at the smallest input that it can look at."""
    return catalogue.at_size(row, row.least)


def randomise(model: keras.Model, seed: int = 0) -> None:
    """No statistic of batch normalisation, no bias is 0 or 1."""
    random = np.random.default_rng(seed)
    for weight in model.weights:
        kind = weight.name.split("/")[-1].split(":")[0]
        if kind in ("gamma", "moving_variance"):
            weight.assign(random.uniform(0.7, 1.3, weight.shape))
        elif kind in ("beta", "bias", "moving_mean"):
            weight.assign(random.normal(0, 0.1, weight.shape))
        elif kind == "mean":  # of EfficientNet's own normalisation
            weight.assign(np.reshape(IMAGENET_MEAN, weight.shape))
        elif kind == "variance":
            weight.assign(np.full(weight.shape, 0.05))


def as_trained(model: keras.Model, seed: int = 0) -> None:
    """Random weights with which the picture matters as it does after training.

    With others a deep network says the same of every picture, or makes of the sixth digit of one another
    answer. So batch normalisation has the statistics of pictures, and what residual branches add is less than
    what a shortcut brings.
    """
    randomise(model, seed)
    for normalisation in _branch_ends(model):
        normalisation.gamma.assign(normalisation.gamma / 4)
    layers = [layer for layer in model.submodules if isinstance(layer, keras.layers.BatchNormalization)]
    before = [(layer.momentum, layer.trainable) for layer in layers]
    for layer in layers:
        layer.momentum, layer.trainable = 0.0, True
    if layers:
        keras.utils.set_random_seed(seed)  # of dropout
        pictures = [noise(model.input_shape[1], number) for number in range(32)]
        model(np.concatenate(pictures), training=True)
    for layer, (momentum, trainable) in zip(layers, before, strict=True):
        layer.momentum, layer.trainable = momentum, trainable


def _branch_ends(model: keras.Model) -> list[keras.layers.BatchNormalization]:
    """What normalises last before something is added to what came by a shortcut."""
    ends = []
    for layer in model.submodules:
        if isinstance(layer, keras.layers.Add):
            inputs = [_before_dropout(one) for one in layer.inbound_nodes[0].inbound_layers]
            found = [one for one in inputs if isinstance(one, keras.layers.BatchNormalization)]
            ends += found if len(found) == 1 else []
    return ends


def _before_dropout(layer: keras.layers.Layer) -> keras.layers.Layer:
    while isinstance(layer, keras.layers.Dropout):
        layer = layer.inbound_nodes[0].inbound_layers
    return layer


def noise(side: int, seed: int = 3) -> np.ndarray:
    """float32[1, side, side, 3] in [0, 255]."""
    return np.random.default_rng(seed).uniform(0, 255, (1, side, side, 3)).astype(np.float32)
