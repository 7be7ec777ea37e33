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
from graft.training.fitting import LEAST_GAIN, Fitter, Hooks, Pictures, held_out_score
from graft.training.folds import assign_folds
from graft.training.heads import ConvexHead, fit_at, fit_convex
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
    """The network's softmax layer, calibrated and measured; none: nothing beat the head alone."""
    history: dict[str, Any]
    """See :meth:`graft.training.fitting.Fitter.fit`; and ``settled`` ({val_loss, val_accuracy}) where the
    head was solved for once more."""


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
    network.start_from(*_solve(features, division, len(ids), lesson.seed, hooks)[1])


def tune(
    network: Network, phases: Sequence[Phase], lesson: Lesson, hooks: Hooks, *, counts_as_it_is: bool = False
) -> Tuned:
    """Train the network over its phases, calibrate it on held-out pictures, ask about test once.

    A network that counts as it is ends halfway between what it was and what it has become: there it does
    its own task as well, and others better, for it has forgotten less (WiSE-FT, Wortsman et al. 2022,
    https://arxiv.org/abs/2109.01903). Learnt statistics of batch normalisation could not be mixed so.

    Args:
        network: begins as it is handed in; ends with its best weights, or halfway to them.
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
    came = network.state()
    history = fitter.fit(counts_as_it_is=counts_as_it_is)
    if history["best"] is None:
        return Tuned(None, history)
    if counts_as_it_is:
        network.restore([(old + new) / 2 for old, new in zip(came, network.state(), strict=True)])
    vectors = Looker(network).vectors(lesson.pixels, np.arange(len(lesson.examples)), hooks.check)
    labels = division.labels[division.val]
    logits = network.logits(vectors[division.val])
    settled, of_train = _solve(vectors, division, len(ids), lesson.seed, hooks)
    unseen = vectors[division.val].astype(np.float64) @ of_train[0] + of_train[1]
    found, again = held_out_score(logits, labels), held_out_score(unseen, labels)
    if again["val_loss"] < found["val_loss"]:
        network.start_from(settled.kernel, settled.bias)
        logits, found, history["settled"] = unseen, again, again
    if history["before"] and found["val_loss"] > history["before"]["val_loss"] - LEAST_GAIN:
        history["best"] = history["settled"] = None
    hooks.epoch(history)
    if history["best"] is None:
        return Tuned(None, history)
    return Tuned(_measured(network, logits, vectors, division, ids), history)


def _solve(
    features: np.ndarray, division: Division, classes: int, seed: int, hooks: Hooks
) -> tuple[ConvexHead, tuple[np.ndarray, np.ndarray]]:
    """The convex head of train and val; and kernel and bias of one with its L2 that has not seen val."""
    rows, train, labels = np.concatenate([division.train, division.val]), division.train, division.labels
    folds = assign_folds(labels[rows], division.groups[rows].tolist(), seed)
    head = fit_convex(features[rows], labels[rows], classes, folds, seed, cancelled=hooks.cancelled)
    return head, fit_at(head.l2, features[train], labels[train], classes, hooks.cancelled)


def _measured(
    network: Network, logits: np.ndarray, vectors: np.ndarray, division: Division, ids: Sequence[str]
) -> TrainedHead:
    """The softmax layer as a head, calibrated on val's logits, from one that had not seen val."""
    temperature = fit_temperature(logits, division.labels[division.val])
    unseen = softmax(logits / temperature, axis=1)
    asked = softmax(network.logits(vectors[division.test]) / temperature, axis=1)

    def measure(said: np.ndarray, rows: np.ndarray) -> dict[str, Any] | None:
        return (
            evaluate(said, division.labels[rows], ids, division.groups[rows].tolist()) if len(rows) else None
        )

    return TrainedHead(
        kernel=network.kernel.numpy(),
        bias=network.bias.numpy(),
        temperature=temperature,
        threshold=unknown_threshold(unseen, division.labels[division.val]),
        metrics={"test": measure(asked, division.test), "cross_validation": measure(unseen, division.val)},
        l2=0.0,
        counts=division.counts,
    )
