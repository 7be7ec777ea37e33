"""The ``head`` strategy for each task: what it makes of a run, in one shape for exports and manifest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graft.datasets.tasks import MULTI_LABEL, REGRESSION
from graft.releases.manifest import Activation
from graft.storage.tables import Run
from graft.training.multilabel import train_labels
from graft.training.regression import train_regression
from graft.training.splits import ExampleRef
from graft.training.strategies import TrainedHead, train_head


@dataclass(frozen=True)
class Made:
    """A head, and what the manifest says of it beside its files."""

    kernel: np.ndarray
    """float32[C, k]"""
    bias: np.ndarray
    """float32[k]"""
    activation: Activation
    metrics: dict[str, Any]
    temperature: float = 1.0
    deviation: float = 1.0
    parts: dict[str, Any] = field(default_factory=dict)
    """``calibration`` and ``unknown``, ``thresholds`` or ``target``, as the task has them."""


def read_examples(run: Run) -> list[ExampleRef]:
    """The examples that the run froze."""
    if run.task == REGRESSION:
        return [ExampleRef(*row[:5], value=row[5]) for row in run.examples]
    if run.task == MULTI_LABEL:
        return [
            ExampleRef(*row[:5], class_ids=None if row[5] is None else tuple(row[5])) for row in run.examples
        ]
    return [ExampleRef(*row) for row in run.examples]


def train_by_task(
    run: Run,
    examples: Sequence[ExampleRef],
    features: np.ndarray,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Made:
    """Train the run's head on float32[n, C], in the examples' order.

    Raises:
        CannotTrain, BadParameter: the examples don't allow it; see each task's own training.
        Cancelled: ``cancelled`` said so.
    """
    if run.task == REGRESSION:
        return _number(run, examples, features, progress, cancelled)
    if run.task == MULTI_LABEL:
        labels = train_labels(
            examples, run.classes, features, seed=run.seed, progress=progress, cancelled=cancelled
        )
        parts = {"thresholds": labels.thresholds}
        return Made(labels.kernel, labels.bias, "sigmoid", labels.metrics, parts=parts)
    return one_label(
        train_head(examples, run.classes, features, seed=run.seed, progress=progress, cancelled=cancelled)
    )


def one_label(trained: TrainedHead) -> Made:
    """The head of a project whose pictures have one class each, whichever strategy trained it."""
    return Made(
        kernel=trained.kernel,
        bias=trained.bias,
        activation="softmax",
        metrics=trained.metrics,
        temperature=trained.temperature,
        parts={
            "calibration": {"temperature": trained.temperature},
            "unknown": {"threshold": trained.threshold},
        },
    )


def _number(
    run: Run,
    examples: Sequence[ExampleRef],
    features: np.ndarray,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Made:
    target = run.target or {}
    trained = train_regression(
        examples,
        features,
        transform=target.get("transform"),
        seed=run.seed,
        progress=progress,
        cancelled=cancelled,
    )
    return Made(
        kernel=trained.kernel,
        bias=trained.bias,
        activation="exponential" if trained.transform == "log" else "linear",
        metrics=trained.metrics,
        deviation=trained.deviation,
        parts={
            "target": {
                "quantity": target.get("quantity"),
                "unit": target.get("unit"),
                "transform": trained.transform,
                "likely": trained.likely,
                "deviation": trained.deviation,
            }
        },
    )
