"""Strategies: how weights are reused and which are trained.

``head`` (11.3.1 of the book, similar tasks): the backbone is frozen, and a convex head is trained on
kept feature vectors.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import softmax

from graft.errors import TooFewExamples
from graft.training.calibration import fit_temperature, unknown_threshold
from graft.training.evaluation import evaluate, mistakes
from graft.training.folds import assign_folds
from graft.training.heads import ConvexHead, fit_convex
from graft.training.splits import LEAST_TRAINING, ExampleRef, assign


@dataclass(frozen=True)
class TrainedHead:
    """A head, its calibration and what was measured. Probabilities are softmax((x·kernel + bias) / T)."""

    kernel: np.ndarray
    """float32[C, k]"""
    bias: np.ndarray
    """float32[k]"""
    temperature: float
    threshold: float
    """Top probability below which the answer is "unknown"."""
    metrics: dict[str, Any]
    """``test``: of examples the head never saw, or none. ``cross_validation``: each example by a head
    that had not seen it, or none. See :func:`graft.training.evaluation.evaluate`."""
    mistakes: dict[str, list[dict[str, Any]]]
    """Of the same two; see :func:`graft.training.evaluation.mistakes`."""
    l2: float
    counts: dict[str, int]
    """Examples in ``train``, ``val`` and ``test``."""


def train_head(
    examples: Sequence[ExampleRef],
    classes: Sequence[dict[str, str]],
    features: np.ndarray,
    *,
    seed: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> TrainedHead:
    """Train on everything but test; ask about test once.

    Args:
        examples: n of them.
        classes: ``[{"id", "name"}]``, k of them, in the order of the head's outputs.
        features: float32[n, C], in the examples' order.
        seed: of the folds; the same seed gives the same head.
        progress: told steps done and steps in all.
        cancelled: asked at every step.

    Raises:
        Cancelled: ``cancelled`` said so.
        TooFewExamples: a class with fewer than two examples outside test.
    """
    ids = [row["id"] for row in classes]
    labels = np.array([ids.index(row.class_id) for row in examples])
    splits = assign(examples)
    split = np.array([splits[row.id] for row in examples])
    _check(labels[split != "test"], classes)
    groups = np.array([row.group for row in examples])
    learning, test = np.flatnonzero(split != "test"), np.flatnonzero(split == "test")
    folds = _folds(labels[learning], groups[learning], split[learning] == "val", len(ids), seed)
    head = fit_convex(features[learning], labels[learning], len(ids), folds, seed, progress, cancelled)
    held_out = learning[head.held_out]
    temperature = fit_temperature(head.held_out_logits, labels[held_out])
    unseen = softmax(head.held_out_logits / temperature, axis=1)
    asked = softmax(_logits(head, features[test]) / temperature, axis=1)
    return TrainedHead(
        kernel=head.kernel,
        bias=head.bias,
        temperature=temperature,
        threshold=unknown_threshold(unseen, labels[held_out]),
        metrics={
            "test": _measure(asked, labels[test], ids, groups[test]),
            "cross_validation": _measure(unseen, labels[held_out], ids, groups[held_out]),
        },
        mistakes={
            "test": mistakes(asked, labels[test], ids, [examples[row].id for row in test]),
            "cross_validation": mistakes(
                unseen, labels[held_out], ids, [examples[row].id for row in held_out]
            ),
        },
        l2=head.l2,
        counts=dict(Counter(splits.values())),
    )


def _folds(
    labels: np.ndarray, groups: np.ndarray, val: np.ndarray, classes: int, seed: int
) -> np.ndarray | None:
    """Hold out the given val once, where it has every class and leaves some of each; else deal folds."""
    if len(np.unique(labels[val])) == classes == len(np.unique(labels[~val])):
        return np.where(val, 0, -1)
    return assign_folds(labels, groups.tolist(), seed)


def _logits(head: ConvexHead, features: np.ndarray) -> np.ndarray:
    return features.astype(np.float64) @ head.kernel + head.bias


def _measure(
    probabilities: np.ndarray, labels: np.ndarray, ids: Sequence[str], groups: np.ndarray
) -> dict[str, Any] | None:
    return evaluate(probabilities, labels, ids, groups.tolist()) if len(labels) else None


def _check(labels: np.ndarray, classes: Sequence[dict[str, str]]) -> None:
    counts = np.bincount(labels, minlength=len(classes))
    poor = [row for row, count in zip(classes, counts, strict=True) if count < LEAST_TRAINING]
    if poor:
        names = ", ".join(repr(row["name"]) for row in poor[:5])
        raise TooFewExamples(
            f"Every class needs {LEAST_TRAINING} pictures or more outside test. With fewer: {names}. "
            "Add pictures, or take some out of test.",
            classes=poor,
        )
