"""Ridge regression on feature vectors, its L2 chosen by leaving out one group at a time.

Hoerl and Kennard 1970, "Ridge Regression: Biased Estimation for Nonorthogonal Problems". One
eigendecomposition of the smaller Gram matrix serves every L2, and the predictions of the heads that
had not seen a group follow from it in closed form (Golub, Heath and Wahba 1979, with blocks for
single rows): n heads for the price of one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from graft.errors import Cancelled
from graft.training.heads import Axes, on_few_threads

L2_PATH = tuple(float(power) for power in 10.0 ** np.arange(1.0, -6.1, -0.5))
"""Strong to weak: a share of the number of rows, for features whose variances sum to one."""
FLAT = 1e-6
"""Features that vary less than this, beside the one that varies most, say nothing."""


@dataclass(frozen=True)
class Ridge:
    """Weights, and what heads that had not seen a picture's group said of it."""

    kernel: np.ndarray
    """float64[C]"""
    bias: float
    l2: float
    averaged: bool
    """Learnt from one averaged vector a group, not from one a picture."""
    held_out: np.ndarray
    """float64[n]: of each picture, by the head that had not seen its group."""
    error: float
    """Mean squared error of the groups' averaged predictions by heads that had not seen them."""


@dataclass(frozen=True)
class _Rows:
    """What a head learns from, in the coordinates in which ridge is diagonal."""

    coordinates: np.ndarray
    """float[m, r], orthogonal columns."""
    targets: np.ndarray
    """float64[m], their mean taken off."""
    of_group: list[np.ndarray]
    """The rows of each group."""


@on_few_threads
def fit_ridge(
    features: np.ndarray,
    targets: np.ndarray,
    groups: np.ndarray,
    cancelled: Callable[[], bool] = lambda: False,
) -> Ridge:
    """Choose L2, and whether to learn from pictures or from the groups' averages; then fit on everything.

    Both choices go by the error that counts: that of a group's averaged prediction, by a head that had
    not seen the group. Where every picture is a group of its own the two are the same.

    Args:
        features: float32[n, C].
        targets: float64[n].
        groups: int[n] in [0, g), g of two or more.
        cancelled: asked before every decomposition and L2.

    Raises:
        Cancelled: ``cancelled`` said so.
    """
    deviation = features.std(axis=0, dtype=np.float64)
    scale = np.where(deviation > FLAT * max(deviation.max(), 1e-30), deviation, np.inf)
    standard = (features / scale).astype(np.float64)
    ways = [False, True] if groups.max() + 1 < len(groups) else [False]
    found = [_fit(standard, targets, groups, averaged, cancelled) for averaged in ways]
    best = min(found, key=lambda ridge: ridge.error)
    return Ridge(best.kernel / scale, best.bias, best.l2, best.averaged, best.held_out, best.error)


def _fit(
    features: np.ndarray,
    targets: np.ndarray,
    groups: np.ndarray,
    averaged: bool,
    cancelled: Callable[[], bool],
) -> Ridge:
    """The best L2 of one way of learning; ``features`` are standardised."""
    if cancelled():
        raise Cancelled("The training was cancelled.")
    rows = group_means(features, groups) if averaged else features
    wanted = group_means(targets, groups) if averaged else targets
    axes, middle = Axes.of(rows), float(wanted.mean())
    members = [np.flatnonzero(groups == group) for group in range(int(groups.max()) + 1)]
    of_group = [np.array([group]) for group in range(len(members))] if averaged else members
    learning = _Rows(axes.coordinates.astype(np.float64), wanted - middle, of_group)
    pictures = ((features - axes.mean) / axes.scale) @ axes.directions
    truth = group_means(targets, groups)
    best: tuple[float, float, np.ndarray, np.ndarray] | None = None
    for l2 in L2_PATH:
        if cancelled():
            raise Cancelled("The training was cancelled.")
        weights, held_out = _solve(learning, l2, pictures, members)
        held_out = held_out + middle
        error = float(np.mean((group_means(held_out, groups) - truth) ** 2))
        if best is None or error < best[0]:
            best = (error, l2, weights, held_out)
    assert best is not None, "the path is not empty"
    error, l2, weights, held_out = best
    kernel = axes.directions @ weights / axes.scale
    return Ridge(kernel, float(middle - axes.mean @ kernel), l2, averaged, held_out, error)


def _solve(
    rows: _Rows, l2: float, pictures: np.ndarray, members: list[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """float64[r], the weights along the axes, and float64[n], each picture by a head without its group.

    Leaving rows G out changes the prediction of x by −(x A⁻¹ X_Gᵀ + 1/m) (I − H_G)⁻¹ e_G, with e_G
    their residuals, A the penalised Gram matrix and H_G their block of the hat matrix; the 1/m is the
    mean's, which is learnt without penalty.
    """
    count = len(rows.coordinates)
    inverse = 1 / (np.sum(rows.coordinates**2, axis=0) + l2 * count)
    weights = inverse * (rows.coordinates.T @ rows.targets)
    residuals = rows.targets - rows.coordinates @ weights
    held_out = pictures @ weights
    for group, (block, leverage) in enumerate(_leverages(rows, inverse, count)):
        change = np.linalg.solve(np.eye(len(leverage)) - leverage, residuals[rows.of_group[group]])
        asked = members[group]
        held_out[asked] -= (pictures[asked] @ block.T + 1 / count) @ change
    return weights, held_out


def _leverages(rows: _Rows, inverse: np.ndarray, count: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Of each group, float64[b, r] = its rows times A⁻¹, and float64[b, b], its block of the hat matrix."""
    for block in rows.of_group:
        weighted = rows.coordinates[block] * inverse
        yield weighted, weighted @ rows.coordinates[block].T + 1 / count


def group_means(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """float64[g, …]: the mean of each group's rows; ``groups`` are int[n] in [0, g)."""
    sums = np.zeros((int(groups.max()) + 1, *values.shape[1:]))
    np.add.at(sums, groups, values)
    counts = np.bincount(groups)
    return sums / counts.reshape(-1, *[1] * (values.ndim - 1))
