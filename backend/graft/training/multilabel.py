"""Several labels a picture: the ``head`` strategy where each class is a question of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from graft.errors import LabelsMissing, TooFewExamples
from graft.training.evaluation import independent_count, wilson
from graft.training.folds import FOLDS
from graft.training.sigmoid_heads import fit_sigmoids
from graft.training.splits import ExampleRef, assign, by_rarest

LEAST_SHOWN = 2
"""Pictures outside test that show a class, and that don't."""
USUAL = 0.5
"""The threshold of a class of which too few pictures were held out to choose one."""
LEAST_CHOSEN = 5
"""Held-out pictures that show a class, from which its threshold is chosen."""
LOWEST, HIGHEST = 0.05, 0.95
DRAWS = 500
"""Bootstrap samples for an interval."""
MOST_DRAWN = 2**24
"""Samples times examples at most: fewer samples of large sets, whose intervals are narrow anyway."""


@dataclass(frozen=True)
class TrainedLabels:
    """A head, its thresholds and what was measured. Probabilities are sigmoid(x·kernel + bias)."""

    kernel: np.ndarray
    """float32[C, k]"""
    bias: np.ndarray
    """float32[k]"""
    thresholds: list[float]
    """Of each class: from here on a picture is said to show it."""
    metrics: dict[str, Any]
    """``test`` and ``cross_validation``, each as :func:`evaluate` gives it, or none."""
    l2: float
    counts: dict[str, int]
    """Examples in ``train``, ``val`` and ``test``."""


def train_labels(
    examples: Sequence[ExampleRef],
    classes: Sequence[dict[str, str]],
    features: np.ndarray,
    *,
    seed: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> TrainedLabels:
    """Train on everything but test; ask about test once.

    Args:
        examples: n of them.
        classes: ``[{"id", "name"}]``, k of them, in the order of the head's outputs.
        features: float32[n, C], in the examples' order.
        seed: of the folds and the bootstrap; the same seed gives the same result.
        progress: told steps done and steps in all.
        cancelled: asked at every step.

    Raises:
        Cancelled: ``cancelled`` said so.
        LabelsMissing: of an example nobody said what it shows.
        TooFewExamples: a class that fewer than two examples outside test show, or don't show.
    """
    ids = [row["id"] for row in classes]
    told = shown(examples, ids)
    splits = assign(by_rarest(examples, ids))
    split = np.array([splits[row.id] for row in examples])
    groups = np.array([row.group for row in examples])
    learning, test = np.flatnonzero(split != "test"), np.flatnonzero(split == "test")
    check(told[learning], classes)
    folds = deal(told[learning], groups[learning], seed)
    head = fit_sigmoids(features[learning], told[learning], folds, progress=progress, cancelled=cancelled)
    thresholds = choose_thresholds(head.held_out, told[learning])
    asked = expit(features[test].astype(np.float64) @ head.kernel + head.bias)
    unseen = None if head.held_out is None else (head.held_out, told[learning], groups[learning])
    return TrainedLabels(
        kernel=head.kernel,
        bias=head.bias,
        thresholds=thresholds,
        metrics={
            "test": evaluate(asked, told[test], groups[test], ids, thresholds, seed) if len(test) else None,
            "cross_validation": unseen and evaluate(*unseen, ids, thresholds, seed),
        },
        l2=head.l2,
        counts=dict(Counter(splits.values())),
    )


def deal(shown: np.ndarray, groups: np.ndarray, seed: int) -> np.ndarray | None:
    """Deal examples into folds: groups stay whole, each fold gets its share of the rare classes.

    Args:
        shown: bool[n, k].
        groups: n names.
        seed: of the order among groups that show the same rarest class.

    Returns:
        int[n] in [0, folds); ``None`` where there is a single group.
    """
    _, first, member_of = np.unique(groups, return_index=True, return_inverse=True)
    count = min(FOLDS, len(first))
    if count < 2:
        return None
    shuffled = np.random.default_rng(seed).permutation(len(first))
    rarity = np.where(shown, shown.sum(axis=0), len(shown) + 1)
    rarest = np.where(shown.any(axis=1), rarity.argmin(axis=1), shown.shape[1])[first]
    fold_of = np.empty(len(first), int)
    fold_of[shuffled[np.argsort(rarest[shuffled], kind="stable")]] = np.arange(len(first)) % count
    return fold_of[member_of]


def choose_thresholds(probabilities: np.ndarray | None, shown: np.ndarray) -> list[float]:
    """Of each class the threshold with the best F1 on held-out float64[n, k]; 0.5 where that says little."""
    if probabilities is None:
        return [USUAL] * shown.shape[1]
    return [_best_f1(probabilities[:, one], shown[:, one]) for one in range(shown.shape[1])]


def _best_f1(probabilities: np.ndarray, shown: np.ndarray) -> float:
    if shown.sum() < LEAST_CHOSEN:
        return USUAL
    order = np.argsort(-probabilities, kind="stable")
    sorted_, hits = probabilities[order], np.cumsum(shown[order])
    f1 = 2 * hits / (np.arange(1, len(shown) + 1) + shown.sum())
    at = int(f1.argmax())
    below = sorted_[at + 1] if at + 1 < len(sorted_) else 0.0
    return float(np.clip((sorted_[at] + below) / 2, LOWEST, HIGHEST))  # half-way: no example decides alone


def evaluate(
    probabilities: np.ndarray,
    shown: np.ndarray,
    groups: np.ndarray,
    class_ids: Sequence[str],
    thresholds: Sequence[float],
    seed: int,
) -> dict[str, Any]:
    """Everything we say about a head for several labels, as JSON.

    Args:
        probabilities: float64[n, k], by a head that had not seen the examples.
        shown: bool[n, k].
        groups: n names.
        class_ids: k ids in the order of the columns.
        thresholds: k of them.
        seed: of the bootstrap.

    Returns:
        ``mean_average_precision`` over the classes that some example shows (none where none does) and
        its ``interval`` (95 %, bootstrap over groups), ``exact_match`` (share of pictures of which every
        label is right) and ``exact_interval``, ``examples``, and ``per_class`` ([{class_id, precision,
        recall, f1, average_precision, examples}], null where it divides by nothing).
    """
    said = probabilities >= np.asarray(thresholds)
    exact = float(np.mean((said == shown).all(axis=1)))
    ones = np.ones((1, len(shown)))
    precisions = [average_precision(probabilities[:, i], shown[:, i], ones)[0] for i in range(len(class_ids))]
    known = [value for value in precisions if not np.isnan(value)]
    return {
        "mean_average_precision": float(np.mean(known)) if known else None,
        "interval": _interval(probabilities, shown, groups, seed) if known else None,
        "exact_match": exact,
        "exact_interval": list(wilson(exact, independent_count(groups.tolist()))),
        "examples": len(shown),
        "per_class": [
            {"class_id": class_id, **_of_class(said[:, i], shown[:, i], precisions[i])}
            for i, class_id in enumerate(class_ids)
        ],
    }


def average_precision(probabilities: np.ndarray, shown: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """float64[m]: the mean precision at each picture that shows the class, going from likely to unlikely.

    Pictures of one probability are taken together. NaN where no picture shows it.

    Args:
        probabilities: float64[n].
        shown: bool[n].
        weights: float64[m, n], how often each picture counts in each of m samples.
    """
    order = np.argsort(-probabilities, kind="stable")
    values, counts = probabilities[order], weights[:, order]
    last = np.append(np.flatnonzero(np.diff(values)), len(values) - 1)
    hits = np.cumsum(counts * shown[order], axis=1)[:, last]
    called = np.cumsum(counts, axis=1)[:, last]
    gained = np.diff(hits, axis=1, prepend=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(called > 0, hits / called, 0)
        return (gained * precision).sum(axis=1) / hits[:, -1]


def _interval(probabilities: np.ndarray, shown: np.ndarray, groups: np.ndarray, seed: int) -> list[float]:
    """The 95 % interval of the mean average precision: percentiles of samples of whole groups."""
    member_of = np.unique(groups, return_inverse=True)[1]
    count, draws = int(member_of.max()) + 1, max(50, min(DRAWS, MOST_DRAWN // len(groups)))
    dice = np.random.default_rng(seed)
    weights = dice.multinomial(count, np.full(count, 1 / count), draws)[:, member_of].astype(float)
    found = [average_precision(probabilities[:, i], shown[:, i], weights) for i in range(shown.shape[1])]
    counted = ~np.isnan(found)
    means = np.where(counted, found, 0).sum(axis=0) / np.maximum(counted.sum(axis=0), 1)
    return np.quantile(means[counted.any(axis=0)], [0.025, 0.975]).tolist()


def _of_class(said: np.ndarray, shown: np.ndarray, precision: float) -> dict[str, Any]:
    hits, actual, called = int((said & shown).sum()), int(shown.sum()), int(said.sum())
    return {
        "precision": hits / called if called else None,
        "recall": hits / actual if actual else None,
        "f1": 2 * hits / (actual + called) if actual + called else None,
        "average_precision": None if np.isnan(precision) else float(precision),
        "examples": actual,
    }


def shown(examples: Sequence[ExampleRef], ids: Sequence[str]) -> np.ndarray:
    """bool[n, k]: which of the classes each example shows.

    Raises:
        LabelsMissing: of one nobody said.
    """
    missing = [row.id for row in examples if row.class_ids is None]
    if missing:
        raise LabelsMissing(
            f"Of every picture it must be known which classes it shows. Of {len(missing)} of {len(examples)} "
            "it is not: say it, or that they show none of these, or remove them.",
            examples=missing[:50],
        )
    told = [[one in (row.class_ids or ()) for one in ids] for row in examples]
    return np.array(told, bool).reshape(len(examples), len(ids))


def check(shown: np.ndarray, classes: Sequence[dict[str, str]]) -> None:
    """Refuse bool[n, k] from which a class can't be learnt.

    Raises:
        TooFewExamples: too few examples show it, or don't show it.
    """
    positive = shown.sum(axis=0)
    for few, words in (
        (positive < LEAST_SHOWN, "that show it"),
        (len(shown) - positive < LEAST_SHOWN, "that don't show it"),
    ):
        poor = [row for row, is_poor in zip(classes, few, strict=True) if is_poor]
        if poor:
            names = ", ".join(repr(row["name"]) for row in poor[:5])
            raise TooFewExamples(
                f"Every class needs {LEAST_SHOWN} pictures or more {words}, outside test. Fewer: {names}. "
                "Add some, or take some out of test.",
                classes=poor,
            )
