"""Training a network, and not its head alone: what a run of any strategy but ``head`` does.

``finetune`` (11.3.2, distinct tasks), ``rebuild`` (11.1.3, 11.2.2), ``warmstart`` (11.3.4) and
``scratch`` (11.3.5) differ in what the network begins with and in its phases; the rest is here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graft.training.by_task import Made
from graft.training.fitting import LEAST_GAIN, Fitter, Hooks
from graft.training.network import Network
from graft.training.objective import Objective
from graft.training.phases import Phase
from graft.training.stepping import Looker


@dataclass(frozen=True)
class Lesson:
    """What a network is to learn."""

    objective: Objective
    pixels: np.ndarray
    """uint8[n, h, w, 3] in [0, 255], in the examples' order."""
    folder: Path
    """Of the run: its checkpoint lies there."""


@dataclass(frozen=True)
class Tuned:
    """What became of it."""

    head: Made | None
    """The network's last layer, calibrated and measured; none: nothing beat the head alone."""
    history: dict[str, Any]
    """See :meth:`graft.training.fitting.Fitter.fit`; and ``settled`` ({val_loss, val_accuracy}) where the
    head was solved for once more."""


def begin_with_convex_head(network: Network, lesson: Lesson, features: np.ndarray, hooks: Hooks) -> None:
    """Have the last layer begin as the convex head of the training rows: *head first* (11.3.2).

    Args:
        network: its backbone as it gave the features.
        lesson: what is learnt.
        features: float32[n, C], in the examples' order.
        hooks: may cancel.

    Raises:
        Cancelled: the hooks said so.
    """
    network.start_from(*lesson.objective.solve(features, hooks.cancelled)[1])


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
    """
    objective = lesson.objective
    division = objective.division
    fitter = Fitter(network, phases, lesson.pixels, objective, lesson.folder / "checkpoint.npz", hooks)
    came = network.state()
    history = fitter.fit(counts_as_it_is=counts_as_it_is)
    if history["best"] is None:
        return Tuned(None, history)
    if counts_as_it_is:
        network.restore([(old + new) / 2 for old, new in zip(came, network.state(), strict=True)])
    vectors = Looker(network).vectors(lesson.pixels, np.arange(len(objective.examples)), hooks.check)
    held_out = network.logits(vectors[division.val])
    settled, (kernel, bias) = objective.solve(vectors, hooks.cancelled)
    unseeing = vectors[division.val].astype(np.float64) @ kernel + bias
    found, again = (objective.score(logits, division.val) for logits in (held_out, unseeing))
    if again["val_loss"] < found["val_loss"]:
        network.start_from(*settled)
        held_out, found, history["settled"] = unseeing, again, again
    if history["before"] and found["val_loss"] > history["before"]["val_loss"] - LEAST_GAIN:
        history["best"] = history["settled"] = None
    hooks.epoch(history)
    if history["best"] is None:
        return Tuned(None, history)
    weights = network.kernel.numpy(), network.bias.numpy()
    return Tuned(objective.publish(weights, held_out, network.logits(vectors[division.test])), history)
