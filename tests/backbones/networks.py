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
    """Weights as training leaves them: no statistic of batch normalisation, no bias is 0 or 1."""
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


def noise(side: int, seed: int = 3) -> np.ndarray:
    """float32[1, side, side, 3] in [0, 255]."""
    return np.random.default_rng(seed).uniform(0, 255, (1, side, side, 3)).astype(np.float32)
