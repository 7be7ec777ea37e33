"""A number from a picture: the ``head`` strategy where the task is regression.

A frozen backbone's feature vectors (11.3.1 of the book), standardised; ridge on top. Pictures of one
group show one thing, so what counts is a group's averaged prediction.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from graft.errors import BadParameter, LabelsMissing, OneValue, TooFewExamples
from graft.training.ridge import fit_ridge, group_means
from graft.training.splits import ExampleRef, assign

Transform = Literal["none", "log"]

SKEWED = 1.0
"""Skewness beyond which positive values are learnt as logarithms, when those are less skewed."""
LEAST_GROUPS = 3
"""Groups outside test: a line and a way to see how far off it is."""
LIKELY = 0.8
"""Share of pictures whose value is to lie in the likely interval."""
DRAWS = 2000
"""Bootstrap samples for an interval."""
MOST_PAIRS = 2000
"""Groups whose prediction and value are kept for the page's plot."""


@dataclass(frozen=True)
class Told:
    """What is told of a head for a number beside its weights."""

    transform: Transform
    likely: tuple[float, float]
    """Below and above a prediction, on the scale that was learnt: four of five values lie between."""
    deviation: float
    """Standard deviation of the training values, in their own unit."""


@dataclass(frozen=True)
class TrainedRegression:
    """A head, the error to expect, and what was measured. Values are transform⁻¹(x·kernel + bias)."""

    kernel: np.ndarray
    """float32[C, 1]"""
    bias: np.ndarray
    """float32[1]"""
    told: Told
    metrics: dict[str, Any]
    """``test`` and ``cross_validation``, each as :func:`evaluate` gives it, or none."""
    l2: float
    averaged: bool
    """Learnt from one averaged feature vector a group (chosen by cross-validation)."""
    counts: dict[str, int]
    """Examples in ``train``, ``val`` and ``test``."""


def train_regression(
    examples: Sequence[ExampleRef],
    features: np.ndarray,
    *,
    transform: Transform | None,
    seed: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> TrainedRegression:
    """Train on everything but test; ask about test once.

    Args:
        examples: n of them.
        features: float32[n, C], in the examples' order.
        transform: ``log`` or ``none`` where it was asked for; else the training values decide.
        seed: of the bootstrap; the same seed gives the same result.
        progress: told steps done and steps in all.
        cancelled: asked at every step.

    Raises:
        Cancelled: ``cancelled`` said so.
        LabelsMissing: an example has no value.
        TooFewExamples: fewer than three groups outside test.
        OneValue: all values outside test are the same.
        BadParameter: the logarithm of a value that is not positive.
    """
    values = values_of(examples)
    splits = assign(examples)
    split = np.array([splits[row.id] for row in examples])
    groups = np.unique([row.group for row in examples], return_inverse=True)[1]
    learning, test = np.flatnonzero(split != "test"), np.flatnonzero(split == "test")
    chosen, targets = on_learnt_scale(values, learning, groups, transform)
    progress(0, 2)
    of_learning = _renumbered(groups[learning])
    ridge = fit_ridge(features[learning], targets[learning], of_learning, cancelled)
    progress(1, 2)
    kernel, bias = ridge.kernel.astype(np.float32), np.array([ridge.bias], np.float32)
    asked = features[test].astype(np.float64) @ kernel.astype(np.float64) + float(ridge.bias)
    metrics = {
        "test": evaluate(asked, targets[test], groups[test], chosen, seed) if len(test) else None,
        "cross_validation": evaluate(ridge.held_out, targets[learning], of_learning, chosen, seed),
    }
    progress(2, 2)
    return TrainedRegression(
        kernel=kernel[:, None],
        bias=bias,
        told=Told(chosen, likely(targets[learning] - ridge.held_out), float(values[learning].std())),
        metrics=metrics,
        l2=ridge.l2,
        averaged=ridge.averaged,
        counts=dict(Counter(splits.values())),
    )


def on_learnt_scale(
    values: np.ndarray, learning: np.ndarray, groups: np.ndarray, asked: Transform | None
) -> tuple[Transform, np.ndarray]:
    """The transform, and float64[n], the values by it.

    Args:
        values: float64[n].
        learning: int[m]: the rows that are not test.
        groups: int[n].
        asked: see :func:`choose_transform`.

    Raises:
        TooFewExamples, OneValue, BadParameter: as :func:`train_regression`.
    """
    _check(values[learning], groups[learning])
    chosen = choose_transform(values[learning], asked)
    if chosen == "log" and (values <= 0).any():  # of test too: its errors are measured on the same scale
        raise _not_positive(values)
    return chosen, forward(values, chosen)


def choose_transform(values: np.ndarray, asked: Transform | None) -> Transform:
    """``asked``, or ``log`` where all values are positive, and skewed to the right as prices are.

    Raises:
        BadParameter: the logarithm was asked for, and a value is not positive.
    """
    if asked == "log" and (values <= 0).any():
        raise _not_positive(values)
    if asked is not None:
        return asked
    if (values <= 0).any() or skewness(values) < SKEWED:
        return "none"
    return "log" if abs(skewness(np.log(values))) < skewness(values) else "none"


def skewness(values: np.ndarray) -> float:
    """The third standardised moment; 0 where nothing varies."""
    off = values - values.mean()
    deviation = off.std()
    return float(np.mean((off / deviation) ** 3)) if deviation > 0 else 0.0


def forward(values: np.ndarray, transform: Transform) -> np.ndarray:
    """From values to the scale that is learnt."""
    return np.log(values) if transform == "log" else values


def backward(learnt: np.ndarray, transform: Transform) -> np.ndarray:
    """From the scale that is learnt to values."""
    return np.exp(learnt) if transform == "log" else learnt


def evaluate(
    predicted: np.ndarray, targets: np.ndarray, groups: np.ndarray, transform: Transform, seed: int
) -> dict[str, Any]:
    """Everything we say about a head for a number, as JSON; a group counts once, by its averages.

    Args:
        predicted: float64[n] on the scale that is learnt, by a head that had not seen them.
        targets: float64[n] on the same scale.
        groups: int[n].
        transform: how that scale came about.
        seed: of the bootstrap.

    Returns:
        ``r2`` on the scale that is learnt, none where the values don't vary; ``interval`` (95 %, of
        ``r2``, bootstrap over groups; none where it can't be told), ``mae`` and ``rmse`` in the values'
        own unit, ``mae_of_mean`` (what always answering with the middle would be off by), ``transform``,
        ``examples``, ``groups``, and ``pairs``, [[value, predicted value]] by group.
    """
    numbered = _renumbered(groups)
    ours, true = group_means(predicted, numbered), group_means(targets, numbered)
    answers, values = backward(ours, transform), backward(true, transform)
    parts = explained(predicted, targets, numbered)
    return {
        "r2": None if parts is None else float(parts.mean()),
        "interval": bootstrap(ours, true, seed),
        "mae": float(np.abs(answers - values).mean()),
        "rmse": float(np.sqrt(np.mean((answers - values) ** 2))),
        "mae_of_mean": float(np.abs(values - backward(true.mean(), transform)).mean()),
        "transform": transform,
        "examples": len(predicted),
        "groups": len(true),
        "pairs": np.stack([values, answers], axis=1)[:MOST_PAIRS].tolist(),
    }


def explained(predicted: np.ndarray, targets: np.ndarray, groups: np.ndarray) -> np.ndarray | None:
    """Each group's part in R², which is their mean; below 0 it is worse than the targets' mean.

    Args:
        predicted: float64[n] on the scale that is learnt; a group's are averaged.
        targets: float64[n] on the same scale.
        groups: int[n] in [0, g).

    Returns:
        float64[g] in (−∞, 1]; none where the targets don't vary.
    """
    ours, true = group_means(predicted, groups), group_means(targets, groups)
    spread = float(np.mean((true - true.mean()) ** 2))
    return 1 - (ours - true) ** 2 / spread if spread > 0 else None


def bootstrap(predicted: np.ndarray, true: np.ndarray, seed: int) -> list[float] | None:
    """The 95 % interval of R²: percentiles over samples drawn with replacement (Efron 1979)."""
    if len(true) < LEAST_GROUPS:
        return None
    drawn = np.random.default_rng(seed).integers(0, len(true), (DRAWS, len(true)))
    errors, sampled = (predicted - true)[drawn] ** 2, true[drawn]
    spread = np.sum((sampled - sampled.mean(axis=1, keepdims=True)) ** 2, axis=1)
    found = 1 - errors.sum(axis=1)[spread > 0] / spread[spread > 0]
    return np.quantile(found, [0.025, 0.975]).tolist() if len(found) else None


def likely(off: np.ndarray) -> tuple[float, float]:
    """Where four of five held-out pictures' values lay, seen from what was said of them: float64[n] off."""
    low, high = np.quantile(off, [(1 - LIKELY) / 2, (1 + LIKELY) / 2])
    return min(0.0, float(low)), max(0.0, float(high))


def values_of(examples: Sequence[ExampleRef]) -> np.ndarray:
    """float64[n].

    Raises:
        LabelsMissing: an example has no value.
    """
    missing = [row.id for row in examples if row.value is None]
    if missing:
        raise LabelsMissing(
            f"Every picture needs a value. {len(missing)} of {len(examples)} have none: "
            "give them one, or remove them.",
            examples=missing[:50],
        )
    return np.array([row.value for row in examples], np.float64)


def _check(values: np.ndarray, groups: np.ndarray) -> None:
    count = len(np.unique(groups))
    if count < LEAST_GROUPS:
        raise TooFewExamples(
            f"Learning a number takes {LEAST_GROUPS} pictures of different things or more outside test. "
            f"Received: {count}. Add pictures, or take some out of test."
        )
    if values.std() == 0:
        raise OneValue(
            f"Learning a number takes pictures of different values. All outside test have {values[0]:g}: "
            "add some of others."
        )


def _not_positive(values: np.ndarray) -> BadParameter:
    return BadParameter(
        f"Logarithms are of positive values. The least here is {values.min():g}: "
        "correct it, or choose the transform none.",
        parameter="transform",
    )


def _renumbered(groups: np.ndarray) -> np.ndarray:
    """The groups as int[n] in [0, g) without gaps."""
    return np.unique(groups, return_inverse=True)[1]
