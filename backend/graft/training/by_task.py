"""The ``head`` strategy for each task: what it makes of a run, in one shape for exports and manifest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from graft.datasets.tasks import MULTI_LABEL, REGRESSION
from graft.releases.manifest import Activation
from graft.storage.tables import Run
from graft.training.multilabel import train_labels
from graft.training.regression import Told, train_regression
from graft.training.splits import ExampleRef
from graft.training.strategies import train_head

Layer = tuple[np.ndarray, np.ndarray]
"""Kernel, float32[n, m], and bias, float32[m]."""


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
    hidden: Layer | None = None
    """The layer before the last, with ReLU; C is its inputs then."""
    mistakes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Of ``test`` and ``cross_validation``, where pictures have one class; see
    :func:`graft.training.evaluation.mistakes`."""


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
    given: dict[str, Any] = {"seed": run.seed, "progress": progress, "cancelled": cancelled}
    if run.task == REGRESSION:
        target = run.target or {}
        found = train_regression(examples, features, transform=target.get("transform"), **given)
        return number(found.kernel, found.bias, found.told, target, found.metrics)
    if run.task == MULTI_LABEL:
        labels = train_labels(examples, run.classes, features, **given)
        return several_labels(labels.kernel, labels.bias, labels.thresholds, labels.metrics)
    head = train_head(examples, run.classes, features, **given)
    return one_label(head.kernel, head.bias, head.temperature, head.threshold, head.metrics, head.mistakes)


def one_label(
    kernel: np.ndarray,
    bias: np.ndarray,
    temperature: float,
    threshold: float,
    metrics: dict[str, Any],
    mistakes: dict[str, list[dict[str, Any]]],
    hidden: Layer | None = None,
) -> Made:
    """The head of a project whose pictures have one class each."""
    parts = {"calibration": {"temperature": temperature}, "unknown": {"threshold": threshold}}
    return Made(kernel, bias, "softmax", metrics, temperature, parts=parts, hidden=hidden, mistakes=mistakes)


def several_labels(
    kernel: np.ndarray,
    bias: np.ndarray,
    thresholds: list[float],
    metrics: dict[str, Any],
    hidden: Layer | None = None,
) -> Made:
    """The head of a project whose pictures have several labels."""
    return Made(kernel, bias, "sigmoid", metrics, parts={"thresholds": thresholds}, hidden=hidden)


def number(
    kernel: np.ndarray,
    bias: np.ndarray,
    told: Told,
    target: Mapping[str, Any],
    metrics: dict[str, Any],
    hidden: Layer | None = None,
) -> Made:
    """The head of a project whose pictures have a number."""
    named = {"quantity": target.get("quantity"), "unit": target.get("unit")}
    return Made(
        kernel=kernel,
        bias=bias,
        activation="exponential" if told.transform == "log" else "linear",
        metrics=metrics,
        deviation=told.deviation,
        parts={"target": {**named, **asdict(told)}},
        hidden=hidden,
    )
