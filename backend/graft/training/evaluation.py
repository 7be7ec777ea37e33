"""Evaluation: how right a head is on pictures it has not seen, and how sure that number is."""

from collections.abc import Sequence
from typing import Any

import numpy as np

Z95 = 1.959964
"""Standard deviations on either side of a normal mean that hold 95 % of it."""
BINS = 15
"""Of equal width, for the calibration error."""
MISTAKES_TOLD = 200
"""What a person looks through; more of them say the same."""


def evaluate(
    probabilities: np.ndarray, labels: np.ndarray, class_ids: Sequence[str], groups: Sequence[str]
) -> dict[str, Any]:
    """Everything we say about a head, as JSON.

    Args:
        probabilities: float[n, k], rows that sum to 1.
        labels: int[n] in [0, k).
        class_ids: k ids in the order of the columns.
        groups: n names: what is alike within one is counted as less than its number.

    Returns:
        ``accuracy``, ``interval`` (95 %, see :func:`wilson`), ``examples``, ``per_class``
        ([{class_id, precision, recall, f1, examples}], null where it divides by nothing),
        ``confusion`` (int[k][k], true class by row), ``nll`` (nats) and ``ece`` (0…1).
    """
    predicted = probabilities.argmax(axis=1)
    right = predicted == labels
    confusion = np.zeros((len(class_ids), len(class_ids)), int)
    np.add.at(confusion, (labels, predicted), 1)
    likelihood = np.maximum(probabilities[np.arange(len(labels)), labels], 1e-12)
    accuracy = float(right.mean())
    return {
        "accuracy": accuracy,
        "interval": list(wilson(accuracy, independent_count(groups))),
        "examples": len(labels),
        "per_class": [
            {"class_id": class_id, **_class_metrics(confusion, row)} for row, class_id in enumerate(class_ids)
        ],
        "confusion": confusion.tolist(),
        "nll": float(-np.log(likelihood).mean()),
        "ece": calibration_error(probabilities.max(axis=1), right),
    }


def mistakes(
    probabilities: np.ndarray, labels: np.ndarray, class_ids: Sequence[str], example_ids: Sequence[str]
) -> list[dict[str, Any]]:
    """The examples that were taken for another class, the surest first, at most :data:`MISTAKES_TOLD`.

    Args:
        probabilities: float[n, k], rows that sum to 1.
        labels: int[n] in [0, k).
        class_ids: k ids in the order of the columns.
        example_ids: n ids.

    Returns:
        ``example_id``, ``class_id`` (of which it is), ``said`` (for which it was taken) and ``probability``
        (of what was said) of each.
    """
    said, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(said != labels)
    return [
        {
            "example_id": example_ids[row],
            "class_id": class_ids[int(labels[row])],
            "said": class_ids[int(said[row])],
            "probability": float(sure[row]),
        }
        for row in wrong[np.argsort(-sure[wrong], kind="stable")][:MISTAKES_TOLD].tolist()
    ]


def wilson(share: float, count: float) -> tuple[float, float]:
    """The 95 % interval of a share seen in ``count`` independent tries (Wilson 1927)."""
    spread = Z95**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 * np.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def independent_count(groups: Sequence[str]) -> float:
    """How many independent examples the groups are worth: their number where each stands alone.

    Kish's effective size, (Σ size)² / Σ size²: members of one group are taken to agree fully.
    """
    sizes = np.unique(np.asarray(groups), return_counts=True)[1].astype(float)
    return float(sizes.sum() ** 2 / np.sum(sizes**2))


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error: how far confidence is from accuracy, over 15 bins of equal width."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, weights=right - confidence, minlength=BINS)
    return float(np.abs(gaps).sum() / len(right))


def _class_metrics(confusion: np.ndarray, row: int) -> dict[str, Any]:
    hits, actual, called = int(confusion[row, row]), int(confusion[row].sum()), int(confusion[:, row].sum())
    return {
        "precision": hits / called if called else None,
        "recall": hits / actual if actual else None,
        "f1": 2 * hits / (actual + called) if actual + called else None,
        "examples": actual,
    }
