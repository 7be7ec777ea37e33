"""Training a network, and not its head alone: what a run of any strategy but ``head`` does.

``finetune`` (11.3.2, distinct tasks), ``rebuild`` (11.1.3, 11.2.2), ``warmstart`` (11.3.4) and
``scratch`` (11.3.5) differ in what the network begins with and in its phases; the rest is here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import softmax

from graft.training.calibration import fit_temperature, unknown_threshold
from graft.training.division import Division, divide
from graft.training.evaluation import evaluate
from graft.training.fitting import Fitter, Hooks, Pictures
from graft.training.folds import assign_folds
from graft.training.heads import fit_convex
from graft.training.network import Network
from graft.training.phases import Phase
from graft.training.splits import ExampleRef
from graft.training.stepping import Looker
from graft.training.strategies import TrainedHead


@dataclass(frozen=True)
class Lesson:
    """What a network is to learn."""

    examples: Sequence[ExampleRef]
    classes: Sequence[dict[str, str]]
    """``[{"id", "name"}]`` in the order of the head's outputs."""
    pixels: np.ndarray
    """uint8[n, h, w, 3] in [0, 255], in the examples' order."""
    seed: int
    folder: Path
    """Of the run: its checkpoint lies there."""


@dataclass(frozen=True)
class Tuned:
    """What became of it."""

    head: TrainedHead | None
    """The network's own softmax layer, calibrated and measured; none: nothing beat the head alone."""
    history: dict[str, Any]
    """See :meth:`graft.training.fitting.Fitter.fit`."""


def begin_with_convex_head(network: Network, lesson: Lesson, features: np.ndarray, hooks: Hooks) -> None:
    """Have the softmax layer begin as the convex head of the training rows: *head first* (11.3.2).

    Args:
        network: its backbone as it gave the features.
        lesson: what is learnt.
        features: float32[n, C], in the examples' order.
        hooks: may cancel.

    Raises:
        Cancelled, TooFewExamples: as :func:`tune`.
    """
    ids = [row["id"] for row in lesson.classes]
    division = divide(lesson.examples, ids, lesson.seed)
    rows = division.train
    folds = assign_folds(division.labels[rows], division.groups[rows].tolist(), lesson.seed)
    head = fit_convex(
        features[rows], division.labels[rows], len(ids), folds, lesson.seed, cancelled=hooks.cancelled
    )
    network.start_from(head.kernel, head.bias)


def tune(
    network: Network, phases: Sequence[Phase], lesson: Lesson, hooks: Hooks, *, counts_as_it_is: bool = False
) -> Tuned:
    """Train the network over its phases, calibrate it on held-out pictures, ask about test once.

    Args:
        network: begins as it is handed in; ends with its best weights.
        phases: how it is trained.
        lesson: what it learns.
        hooks: whom to tell.
        counts_as_it_is: the network as it comes is to be beaten; see :class:`Tuned`.

    Raises:
        Cancelled: the hooks said so.
        LossNotFinite: the loss was no number before there were weights to keep.
        OutOfMemory: a batch does not fit.
        TooFewExamples: a class with fewer than two groups outside test.
    """
    ids = [row["id"] for row in lesson.classes]
    division = divide(lesson.examples, ids, lesson.seed)
    pictures = Pictures(lesson.pixels, division.labels, division.train, division.val)
    fitter = Fitter(network, phases, pictures, lesson.seed, lesson.folder / "checkpoint.npz", hooks)
    history = fitter.fit(counts_as_it_is=counts_as_it_is)
    if history["best"] is None:
        return Tuned(None, history)
    return Tuned(_measured(network, lesson, division, ids), history)


def _measured(network: Network, lesson: Lesson, division: Division, ids: Sequence[str]) -> TrainedHead:
    """The softmax layer as a head, calibrated on val."""
    rows = np.concatenate([division.val, division.test])
    logits = network.logits(Looker(network).vectors(lesson.pixels, rows))
    labels, groups = division.labels[rows], division.groups[rows].tolist()
    held_out = len(division.val)
    temperature = fit_temperature(logits[:held_out], labels[:held_out])
    said = softmax(logits / temperature, axis=1)
    parts = {"test": slice(held_out, None), "cross_validation": slice(held_out)}
    return TrainedHead(
        kernel=network.kernel.numpy(),
        bias=network.bias.numpy(),
        temperature=temperature,
        threshold=unknown_threshold(said[:held_out], labels[:held_out]),
        metrics={
            name: evaluate(said[part], labels[part], ids, groups[part]) if len(labels[part]) else None
            for name, part in parts.items()
        },
        l2=0.0,
        counts=division.counts,
    )
