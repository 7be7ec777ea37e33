"""The convex head: multinomial logistic regression with an L2 found by cross-validation.

It minimises ``sum of cross-entropies + l2 / 2 * |kernel|²`` (bias free), which has one optimum. Three
things make it fast without changing that optimum:

- The optimum lies in the span of the examples, so it is solved in the principal axes of the
  features: min(n, C) coordinates instead of C, found once for all folds.
- Along those axes the Hessian is nearly diagonal and its diagonal is known beforehand, so each
  coordinate is scaled by it and L-BFGS takes tens of steps instead of hundreds.
- The folds' heads are solved together: they differ little, and share each matrix product. In large
  projects one fold alone chooses the L2; the others' heads are solved only at that.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import eigh
from scipy.optimize import minimize
from scipy.special import log_softmax
from threadpoolctl import ThreadpoolController

from graft.errors import Cancelled
from graft.training import l2_path

# Cross-validation looks at no more examples than this: the choice of L2 needs no more.
MOST_VALIDATED = 4000
# Multiply-adds of one look at all folds (n × r × m × k) up to which every fold chooses the L2. Beyond,
# the first does: it has hundreds of examples by then, so that its loss grows but once, and looking at all
# would take seconds.
MOST_FOLDED = 2**25
# And up to which the other folds' heads are solved too, at that L2. Beyond, the first fold's examples, some
# hundreds, are all that is held out.
MOST_HELD_OUT = 2**29
# Feature values (n × C) up to which all is done in float64. Beyond, float32 does.
MOST_EXACT = 2**20
# Relative change of the loss at which L-BFGS stops: for choosing L2, for a head solved in float32, whose
# rounding hides smaller ones, and for one in float64.
ROUGH = 1e-4
FINE = 1e-5
EXACT = 1e-10

# Into how many parts examples are dealt at most, and how many a part has at least: products of fewer rows are
# slow. No sum depends on how many threads there are.
MOST_PARTS = 8
LEAST_PART = 500

# BLAS threads wait by spinning: as many as there are cores crawl (ten times slower, measured) as soon
# as anything else runs, and here the page's own decoding and embedding do.
_THREADS = max(1, (os.cpu_count() or 1) // 2)
_blas = ThreadpoolController()
on_few_threads = _blas.wrap(limits=_THREADS, user_api="blas")
"""Decorates what multiplies large matrices."""
_pool = ThreadPoolExecutor(os.cpu_count() or 1, "head")


def _in_parts(work: Callable[[slice], Any], count: int) -> list[Any]:
    """Do the work on parts of so many examples, a core each: unlike BLAS' own, these threads yield."""
    parts = 1
    while parts < MOST_PARTS and count >= 2 * parts * LEAST_PART:
        parts *= 2
    if parts == 1:
        return [work(slice(None))]
    ends = [count * place // parts for place in range(parts + 1)]
    with _blas.limit(limits=1, user_api="blas"):
        return list(_pool.map(work, map(slice, ends, ends[1:])))


Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ConvexHead:
    """A head's weights, how they were chosen, and what they said of examples they had not seen."""

    kernel: np.ndarray
    """float32[C, k]"""
    bias: np.ndarray
    """float32[k]"""
    l2: float
    held_out: np.ndarray
    """int[m]: the rows that were held out once; empty where no fold could be made."""
    held_out_logits: np.ndarray
    """float64[m, k]: their logits, from a head that had not seen them."""


@dataclass(frozen=True)
class Axes:
    """Principal axes of the training features, and the way back from them."""

    mean: np.ndarray
    directions: np.ndarray
    """float64[C, r], orthonormal."""
    scale: float
    """Root of the sum of the features' variances."""
    coordinates: np.ndarray
    """float[n, r]: the centred features along the axes, divided by ``scale``."""

    @classmethod
    def of(cls, features: np.ndarray) -> "Axes":
        """Find the axes of float32[n, C] through the smaller of the two Gram matrices."""
        precision = np.float64 if features.size <= MOST_EXACT else np.float32
        mean = features.mean(axis=0, dtype=np.float64)
        centred = features.astype(precision) - mean.astype(precision)
        scale = float(np.sqrt(np.mean(np.sum(centred**2, axis=1)))) or 1.0
        centred /= scale
        if len(centred) < centred.shape[1]:
            values, left = eigh((centred @ centred.T).astype(np.float64), driver="evd")
            kept = values > values[-1] * 1e-12
            directions = centred.T @ (left[:, kept] / np.sqrt(values[kept]))
        else:
            # Any orthonormal axes will do: they need to be principal only as far as the precision goes.
            gram = np.sum(_in_parts(lambda part: centred[part].T @ centred[part], len(centred)), axis=0)
            _, directions = eigh(gram, driver="evd")
        along = directions.astype(precision)
        coordinates = np.concatenate(_in_parts(lambda part: centred[part] @ along, len(centred)))
        return cls(mean, directions, scale, coordinates)

    def to_features(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """From float64[r + 1, k] along the axes (bias last) to a kernel and bias on the features."""
        kernel = self.directions @ weights[:-1] / self.scale
        bias = weights[-1] - self.mean @ kernel
        return kernel.astype(np.float32), (bias - bias.mean()).astype(np.float32)


@on_few_threads
def fit_convex(
    features: np.ndarray,
    labels: np.ndarray,
    classes: int,
    folds: np.ndarray | None,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ConvexHead:
    """Choose L2 on the held-out folds, then fit on everything.

    Args:
        features: float32[n, C].
        labels: int[n] in [0, classes).
        classes: k.
        folds: int[n], the fold in which an example is held out, -1 for never; ``None`` takes
            ``l2_path.DEFAULT`` and holds nothing out.
        seed: of the choice of validated examples where there are more than ``MOST_VALIDATED``.
        progress: told how many fits of at most how many are done.
        cancelled: asked at every step.

    Raises:
        Cancelled: ``cancelled`` said so.
    """
    axes = Axes.of(features)
    total = 1 + (0 if folds is None else l2_path.STEPS)
    progress(0, total)
    if folds is None:
        l2, rows, logits, start = l2_path.DEFAULT, np.empty(0, int), np.empty((0, classes)), None
    else:
        rows = _validated(folds, seed)
        l2, held_out, logits, start = _choose_l2(
            axes.coordinates[rows].astype(np.float32),
            labels[rows],
            classes,
            folds[rows],
            lambda done: progress(done, total),
            cancelled,
        )
        rows, logits = rows[held_out], logits[held_out]
    everything = np.ones((len(labels), 1), bool)
    tolerance = EXACT if features.size <= MOST_EXACT else FINE
    weights = solve(axes.coordinates, labels, classes, everything, l2, start, tolerance, cancelled)
    progress(total, total)
    return ConvexHead(*axes.to_features(weights[:, 0]), l2, rows, logits)


@on_few_threads
def fit_at(
    l2: float,
    features: np.ndarray,
    labels: np.ndarray,
    classes: int,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[np.ndarray, np.ndarray]:
    """The head at an L2 that is known: its kernel, float32[C, k], and bias, float32[k].

    Args:
        l2: as in :class:`ConvexHead`.
        features: float32[n, C].
        labels: int[n] in [0, classes).
        classes: k.
        cancelled: asked at every step.

    Raises:
        Cancelled: ``cancelled`` said so.
    """
    axes, everything = Axes.of(features), np.ones((len(labels), 1), bool)
    weights = solve(axes.coordinates, labels, classes, everything, l2, None, FINE, cancelled)
    return axes.to_features(weights[:, 0])


def _validated(folds: np.ndarray, seed: int) -> np.ndarray:
    """The rows that take part in cross-validation: all, or a drawn sample."""
    if len(folds) <= MOST_VALIDATED:
        return np.arange(len(folds))
    return np.sort(np.random.default_rng(seed).choice(len(folds), MOST_VALIDATED, replace=False))


def _choose_l2(
    coordinates: np.ndarray,
    labels: np.ndarray,
    classes: int,
    folds: np.ndarray,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Walk along the path; in large projects, only until the held-out loss grows for the first time.

    Returns:
        The best L2; bool[n], who was held out; float64[n, k], their logits from the head that had not
        seen them, zeros for others; float64[r + 1, 1, k], the mean of the heads.
    """
    held_out = folds >= 0
    fold_of = np.unique(folds[held_out], return_inverse=True)[1]
    seen = np.ones((len(folds), fold_of.max() + 1), bool)
    seen[held_out, fold_of] = False
    work = coordinates.size * classes * seen.shape[1]
    if work > MOST_HELD_OUT:
        held_out, seen = ~seen[:, 0], seen[:, :1]
        fold_of = np.zeros(held_out.sum(), int)
    asked = seen if work <= MOST_FOLDED else seen[:, :1]  # columns are folds
    l2, weights = l2_path.walk(
        lambda l2, start: solve(coordinates, labels, classes, asked, l2, start, ROUGH, cancelled),
        lambda weights: _held_out_loss(coordinates, labels, asked, weights),
        2 if work <= MOST_FOLDED else 1,
        progress,
    )
    if asked.shape != seen.shape:
        start = np.repeat(weights, seen.shape[1], axis=1)
        weights = solve(coordinates, labels, classes, seen, l2, start, ROUGH, cancelled)
    logits = np.zeros((len(labels), classes))
    logits[held_out] = _logits(coordinates[held_out], weights)[np.arange(len(fold_of)), fold_of]
    return l2, held_out, logits, weights.mean(axis=1, keepdims=True)


def _held_out_loss(
    coordinates: np.ndarray, labels: np.ndarray, seen: np.ndarray, weights: np.ndarray
) -> float:
    """Summed cross-entropy of every head on the examples that it has not seen."""
    rows, heads = np.nonzero(~seen)
    logits = _logits(coordinates[rows], weights)[np.arange(len(rows)), heads]
    said = log_softmax(logits.astype(np.float64), axis=-1)
    return -float(np.sum(said[np.arange(len(rows)), labels[rows]]))


def solve(
    coordinates: np.ndarray,
    labels: np.ndarray,
    classes: int,
    seen: np.ndarray,
    l2: float,
    start: np.ndarray | None = None,
    tolerance: float = EXACT,
    cancelled: Callable[[], bool] = lambda: False,
) -> np.ndarray:
    """Solve for m heads at once: those of the folds differ little, and share each product.

    Args:
        coordinates: float[n, r]; all but sums over examples is done in its precision.
        labels: int[n] in [0, classes).
        classes: k.
        seen: bool[n, m], whether a head learns from an example.
        l2: strength of the penalty.
        start: float64[r + 1, m, k] to start from.
        tolerance: relative change of the loss at which to stop.
        cancelled: asked at every step.

    Returns:
        float64[r + 1, m, k], the bias in the last row.

    Raises:
        Cancelled: ``cancelled`` said so.
    """
    heads = seen.shape[1]
    learnt = seen.astype(coordinates.dtype)
    # A quarter of the curvature of pure chance: surer answers bend the loss less.
    curvature = (1 - 1 / classes) / classes / 4
    squares = np.sum(coordinates**2, axis=0, dtype=np.float64)
    steepness = np.append(curvature * squares + l2, curvature * len(labels))
    step = 1 / np.sqrt(steepness)[:, None, None]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        if cancelled():
            raise Cancelled("The training was cancelled.")
        weights = flat.reshape(-1, heads, classes) * step
        found = _in_parts(
            lambda part: _entropy(coordinates[part], labels[part], learnt[part], weights), len(labels)
        )
        gradient = np.sum([row[1] for row in found], axis=0)
        gradient[:-1] += l2 * weights[:-1]
        entropy = sum(row[0] for row in found)
        return entropy + l2 / 2 * float(np.sum(weights[:-1] ** 2)), (gradient * step).ravel()

    first = np.zeros((len(step), heads, classes)) if start is None else start / step
    options = {"maxcor": 10, "maxiter": 1000, "ftol": tolerance, "gtol": 1e-6}
    found = minimize(loss, first.ravel(), jac=True, method="L-BFGS-B", options=options)
    return found.x.reshape(-1, heads, classes) * step


def _entropy(
    coordinates: np.ndarray, labels: np.ndarray, learnt: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """Summed cross-entropy of m heads, and its gradient, float64[r + 1, m, k]."""
    rows = np.arange(len(labels))
    # One array, in turn: logits, their powers, probabilities, errors.
    error = _logits(coordinates, weights)
    error -= error.max(axis=-1, keepdims=True)
    right = error[rows, :, labels]
    np.exp(error, out=error)
    sums = error.sum(axis=-1)
    entropy = np.sum(learnt * (np.log(sums) - right), dtype=np.float64)
    error *= (learnt / sums)[..., None]
    error[rows, :, labels] -= learnt
    gradient = np.empty_like(weights)
    gradient[:-1] = (coordinates.T @ error.reshape(len(error), -1)).reshape(weights[:-1].shape)
    gradient[-1] = error.sum(axis=0, dtype=np.float64)
    return float(entropy), gradient


def _logits(coordinates: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """float[n, m, k] of m heads whose weights are float64[r + 1, m, k]; the coordinates' precision."""
    _, heads, classes = weights.shape
    flat = weights.reshape(-1, heads * classes).astype(coordinates.dtype)
    logits = coordinates @ flat[:-1]
    logits += flat[-1]
    return logits.reshape(-1, heads, classes)
