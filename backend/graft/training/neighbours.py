"""Nearest neighbours among feature vectors. Free of SciPy too, so that the web process can ask."""

import numpy as np

NEIGHBOURS = 5
SHARPNESS = 10.0
"""How fast a neighbour's vote falls with its distance: by e for each tenth of cosine."""


def nearest(features: np.ndarray, labels: np.ndarray, apart: np.ndarray, k: int = NEIGHBOURS) -> np.ndarray:
    """int[n]: the class that most of the nearest neighbours have, nearer ones counting more.

    Args:
        features: see :func:`neighbours_mean`; so are ``apart`` and ``k``.
        labels: int[n].
    """
    voted = labels[:, None] == np.arange(int(labels.max()) + 1)
    return neighbours_mean(features, voted, apart, k).argmax(axis=1)


def neighbours_mean(
    features: np.ndarray, targets: np.ndarray, apart: np.ndarray, k: int = NEIGHBOURS
) -> np.ndarray:
    """float64[n, t]: the mean of the nearest neighbours' targets, nearer ones counting more; 0 without any.

    Args:
        features: float32[n, C]; compared by the cosine of what sets them apart from their mean.
        targets: float or bool[n, t].
        apart: int[n]; those with the same number are never neighbours (folds, or groups).
        k: how many neighbours count.
    """
    likeness = similarity(features)
    likeness[apart[:, None] == apart[None]] = -np.inf
    found = np.argsort(-likeness, axis=1)[:, :k]
    weight = np.exp(np.take_along_axis(likeness, found, axis=1) * SHARPNESS)  # −∞ counts nothing
    sums = np.zeros(targets.shape)
    for place in range(found.shape[1]):
        sums += weight[:, place, None] * targets[found[:, place]]
    return sums / np.maximum(weight.sum(axis=1, keepdims=True), np.finfo(float).tiny)


def similarity(features: np.ndarray) -> np.ndarray:
    """float32[n, n] in [-1, 1]: cosines of the feature vectors, float32[n, C], less their mean."""
    centred = features - features.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    unit = centred / np.where(lengths > 0, lengths, 1)  # random networks may give 1e-17 and still say much
    return unit @ unit.T
