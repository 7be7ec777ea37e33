"""One logistic regression a class, all with one L2, solved together.

As :mod:`graft.training.heads`, with a sigmoid a class in place of the softmax over all: along the
features' principal axes, each coordinate scaled by what is known of the curvature beforehand, and the
folds' heads together. There is one optimum, whatever the order of things.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from graft.errors import Cancelled
from graft.training import l2_path
from graft.training.heads import EXACT, ROUGH, Axes, on_few_threads

BIAS_L2 = 1e-3
"""A fold may hold out every picture of a class: without this its bias would go to minus infinity."""


@dataclass(frozen=True)
class SigmoidHeads:
    """Weights, and what heads that had not seen an example said of it."""

    kernel: np.ndarray
    """float32[C, k]"""
    bias: np.ndarray
    """float32[k]"""
    l2: float
    held_out: np.ndarray | None
    """float64[n, k]: probabilities by heads that had not seen the example; none without folds."""


@on_few_threads
def fit_sigmoids(
    features: np.ndarray,
    shown: np.ndarray,
    folds: np.ndarray | None,
    *,
    l2: float = l2_path.DEFAULT,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SigmoidHeads:
    """Choose L2 on the held-out folds, then fit on everything.

    Args:
        features: float32[n, C].
        shown: bool[n, k], whether an example shows a class.
        folds: int[n], the fold in which an example is held out; ``None`` takes ``l2``.
        l2: strength of the penalty where there are no folds to choose it.
        progress: told how many fits of at most how many are done.
        cancelled: asked at every step.

    Raises:
        Cancelled: ``cancelled`` said so.
    """
    axes, targets = Axes.of(features), shown.astype(np.float64)
    total = 1 + (0 if folds is None else l2_path.STEPS)
    held_out, start = None, None
    if folds is not None:
        l2, held_out, start = _choose_l2(
            axes.coordinates, targets, folds, lambda done: progress(done, total), cancelled
        )
    everything = np.ones((len(targets), 1), bool)
    weights = _solve(axes.coordinates, targets, everything, l2, start, EXACT, cancelled)[:, 0]
    progress(total, total)
    kernel = axes.directions @ weights[:-1] / axes.scale
    bias = weights[-1] - axes.mean @ kernel
    return SigmoidHeads(kernel.astype(np.float32), bias.astype(np.float32), l2, held_out)


def _choose_l2(
    coordinates: np.ndarray,
    targets: np.ndarray,
    folds: np.ndarray,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> tuple[float, np.ndarray, np.ndarray]:
    """Walk along the path until the held-out loss has grown twice.

    Returns:
        The best L2; float64[n, k], the held-out probabilities; float64[r + 1, 1, k], the heads' mean.
    """
    seen = folds[:, None] != np.arange(folds.max() + 1)

    def held_out(weights: np.ndarray) -> np.ndarray:
        return _logits(coordinates, weights)[np.arange(len(folds)), folds]

    def loss(weights: np.ndarray) -> float:
        logits = held_out(weights)
        return float(np.sum(np.logaddexp(0, logits) - targets * logits))

    l2, weights = l2_path.walk(
        lambda l2, start: _solve(coordinates, targets, seen, l2, start, ROUGH, cancelled), loss, 2, progress
    )
    return l2, expit(held_out(weights)), weights.mean(axis=1, keepdims=True)


def _solve(
    coordinates: np.ndarray,
    targets: np.ndarray,
    seen: np.ndarray,
    l2: float,
    start: np.ndarray | None,
    tolerance: float,
    cancelled: Callable[[], bool],
) -> np.ndarray:
    """float64[r + 1, m, k]: the weights of m heads of k classes, the bias in the last row.

    ``seen``, bool[n, m], tells whether a head learns from an example.
    """
    heads, classes = seen.shape[1], targets.shape[1]
    penalty = np.append(np.full(coordinates.shape[1], l2), BIAS_L2)
    squares = np.append(np.sum(coordinates**2, axis=0), len(targets))
    step = (1 / np.sqrt(squares / 16 + penalty))[:, None, None]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        if cancelled():
            raise Cancelled("The training was cancelled.")
        weights = flat.reshape(-1, heads, classes) * step
        logits = _logits(coordinates, weights)
        error = np.where(seen[..., None], expit(logits) - targets[:, None], 0)
        gradient = penalty[:, None, None] * weights
        gradient[:-1] += (coordinates.T @ error.reshape(len(error), -1)).reshape(-1, heads, classes)
        gradient[-1] += error.sum(axis=0)
        cross_entropy = np.where(seen[..., None], np.logaddexp(0, logits) - targets[:, None] * logits, 0)
        regular = np.sum(penalty[:, None, None] * weights**2) / 2
        return float(cross_entropy.sum() + regular), (gradient * step).ravel()

    first = np.zeros((len(step), heads, classes)) if start is None else start / step
    options = {"maxcor": 10, "maxiter": 500, "ftol": tolerance, "gtol": 1e-6}
    found = minimize(loss, first.ravel(), jac=True, method="L-BFGS-B", options=options)
    return found.x.reshape(-1, heads, classes) * step


def _logits(coordinates: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """float64[n, m, k] of m heads whose weights are float64[r + 1, m, k]."""
    _, heads, classes = weights.shape
    return (coordinates @ weights[:-1].reshape(-1, heads * classes)).reshape(-1, heads, classes) + weights[-1]
