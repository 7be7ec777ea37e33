"""Going through the phases: epochs, early stopping, checkpoints, and the weights that were best.

All that is random is drawn from the seed and the number of the phase, epoch or step, so a training that
was killed goes on from its last epoch with the very batches it would have seen.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from graft.errors import Cancelled, LossNotFinite
from graft.training import checkpoints
from graft.training.checkpoints import Checkpoint
from graft.training.network import Network
from graft.training.objective import Objective
from graft.training.phases import Phase
from graft.training.stepping import Looker, Stepper

LEAST_GAIN = 1e-4
"""Nats by which an epoch's held-out loss must be smaller to count as progress, or a network's than its head's
alone to have been worth it."""
PACE_STEPS = 40
"""The time left is told from so many last steps."""


@dataclass(frozen=True)
class Hooks:
    """Whom a training tells what."""

    progress: Callable[[int, int, str], None] = lambda done, total, words: None
    """Steps done, steps in all at most, and a line for people."""
    epoch: Callable[[dict[str, Any]], None] = lambda history: None
    """The history so far, after every epoch; what is added to it is kept."""
    cancelled: Callable[[], bool] = lambda: False
    """Asked before every step."""
    more: Callable[[], float] = lambda: 0.0
    """Seconds that what is done beside the training may still take, for the time left."""

    def check(self) -> None:
        """Raises Cancelled when it was."""
        if self.cancelled():
            raise Cancelled("The training was cancelled: nothing was published.")


@dataclass
class _State:
    """Where a training stands."""

    phase: int = 0
    epoch: int = 0
    """Epochs done in the phase."""
    stale: int = 0
    """Epochs of the phase since its smallest held-out loss."""
    phase_loss: float = np.inf
    least_losses: list[float] = field(default_factory=list)
    """Of the held-out rows, one by one, at the epoch whose mean was smallest."""
    history: dict[str, Any] = field(
        default_factory=lambda: {"phases": [], "best": None, "settled": None, "stopped": None}
    )


class Fitter:
    """One training of a network over its phases."""

    def __init__(
        self,
        network: Network,
        phases: Sequence[Phase],
        pixels: np.ndarray,
        objective: Objective,
        path: Path,
        hooks: Hooks,
    ) -> None:
        """
        Args:
            network: what is trained.
            phases: how, in order.
            pixels: uint8[n, h, w, 3] in [0, 255], the pictures.
            objective: to what, and on which of them; its seed is the training's.
            path: of the checkpoint; where there is one the training goes on from it.
            hooks: whom to tell.
        """
        self.network, self.phases, self.pixels, self.objective = network, phases, pixels, objective
        self.seed, self._val = objective.seed, objective.division.val
        self.path, self.hooks = path, hooks
        self._looker = Looker(network)
        self._state = _State()
        self._best: list[np.ndarray] = []
        self._pace: deque[float] = deque(maxlen=PACE_STEPS)

    def fit(self, *, counts_as_it_is: bool = False) -> dict[str, Any]:
        """Train, and leave the network with the weights that served held-out rows best.

        Of epochs between which they can't tell, the last counts: see :func:`as_good`.

        Each phase goes on where the one before ended: what it frees disturbs the network at first, so its
        worth shows later. A loss that is no number ends the training there.

        Args:
            counts_as_it_is: the network as it is handed in is a result, to be measured too.

        Returns:
            ``phases`` ([{name, trains, rates, most, epochs: [{loss, accuracy, val_loss, val_accuracy,
            seconds}]}]), ``before`` (held-out loss and accuracy of the network as it came, or none),
            ``best`` ({phase, epoch, val_loss, val_accuracy}; none: no epoch came to its end), ``settled``
            (none) and ``stopped`` (none, or why it ended early). Losses are in nats; accuracies none where
            the objective can't tell.

        Raises:
            Cancelled: the hooks said so.
            LossNotFinite: the loss was no number before there were weights to keep.
            OutOfMemory: a batch does not fit.
        """
        for _ in self.epochs(counts_as_it_is=counts_as_it_is):
            pass
        self.network.restore(self._best)
        return self._state.history

    def epochs(self, *, counts_as_it_is: bool = False) -> Iterator[int]:
        """Train as :meth:`fit` does, an epoch whenever the next is asked for; how many are done.

        What a checkpoint holds comes first: the network is as it was then.
        """
        moments = self._resume()
        history = self._state.history
        if "before" not in history:
            history["before"] = self._score(self._held_out()) if counts_as_it_is else None
            self._best = self.network.state() if counts_as_it_is else []
        if history["phases"]:
            yield epochs_done(history)
        while self._state.phase < len(self.phases) and not history["stopped"]:
            for _ in self._run_phase(moments):
                yield epochs_done(history)
            moments = []

    def _resume(self) -> list[np.ndarray]:
        """Take the checkpoint up, if there is one; returns the optimizers' weights."""
        kept = checkpoints.load(self.path)
        if kept is None:
            return []
        self._state = _State(**kept.facts)
        self._best = list(kept.best)
        self.network.restore(kept.current)
        return list(kept.moments)

    def _run_phase(self, moments: Sequence[np.ndarray]) -> Iterator[None]:
        state, phase = self._state, self.phases[self._state.phase]
        stepper = Stepper(self.network, phase, self.objective, phase.epochs * self._steps(phase))
        self._pace.clear()
        if state.epoch:
            for variable, value in zip(stepper.optimizer_weights, moments, strict=True):
                variable.assign(value)
        else:
            state.stale, state.phase_loss = 0, np.inf
            state.history["phases"].append({**phase.describe(), "epochs": []})
        number = state.phase
        while state.phase == number and not state.history["stopped"]:
            self._run_epoch(stepper, phase)
            yield

    def _run_epoch(self, stepper: Stepper, phase: Phase) -> None:
        state, begun = self._state, time.perf_counter()
        total, right, seen = 0.0, 0.0, 0
        steps = self._steps(phase)
        for place, rows in enumerate(self._batches(phase, steps)):
            self.hooks.check()
            step_begun = time.perf_counter()
            loss, share = stepper.learn(
                self.pixels[np.sort(rows)],
                self.objective.targets[np.sort(rows)],
                self.seed,
                state.epoch * steps + place,
            )
            if not np.isfinite(loss):
                self._stop(phase)
                return
            self._pace.append(time.perf_counter() - step_begun)
            total, right, seen = total + loss * len(rows), right + share * len(rows), seen + len(rows)
            self._tell(phase, place + 1, total / seen)
        logits = self._held_out()
        if not np.isfinite(logits).all():
            self._stop(phase)
            return
        accuracy = None if np.isnan(right) else right / seen
        row = {"loss": total / seen, "accuracy": accuracy, **self._score(logits)}
        row["seconds"] = round(time.perf_counter() - begun, 3)
        self._end_epoch(stepper, phase, row, self.objective.losses(logits, self._val))

    def _end_epoch(self, stepper: Stepper, phase: Phase, row: dict[str, Any], losses: np.ndarray) -> None:
        """Write the epoch down, keep the weights if they are as good as the best, and decide how to go on."""
        state = self._state
        state.history["phases"][-1]["epochs"].append(row)
        state.epoch += 1
        state.stale = 0 if row["val_loss"] < state.phase_loss - LEAST_GAIN else state.stale + 1
        state.phase_loss = min(state.phase_loss, row["val_loss"])
        if as_good(losses, state.least_losses):
            self._best = self.network.state()
            measured = {name: row[name] for name in ("val_loss", "val_accuracy")}
            state.history["best"] = {"phase": phase.name, "epoch": state.epoch, **measured}
        if not state.least_losses or losses.mean() < np.mean(state.least_losses):
            state.least_losses = losses.tolist()
        if state.epoch >= phase.epochs or state.stale >= phase.patience:
            state.phase, state.epoch = state.phase + 1, 0
        self.hooks.epoch(state.history)  # first: what it adds to the history is in the checkpoint
        moments = [variable.numpy() for variable in stepper.optimizer_weights] if state.epoch else []
        facts = {**vars(state)}
        checkpoints.save(Checkpoint(facts, self.network.state(), self._best, moments), self.path)

    def _stop(self, phase: Phase) -> None:
        state = self._state
        state.history["stopped"] = loss_not_finite(
            phase.words, state.epoch + 1, phase.rates, something_kept=bool(self._best)
        )
        self.hooks.epoch(state.history)

    def _held_out(self) -> np.ndarray:
        """float64[m, k]: logits of the held-out rows, as the network is now."""
        return self.network.logits(self._looker.vectors(self.pixels, self._val, self.hooks.check))

    def _score(self, logits: np.ndarray) -> dict[str, Any]:
        return self.objective.score(logits, self._val)

    def _batches(self, phase: Phase, steps: int) -> list[np.ndarray]:
        """An epoch's rows in random order, in batches of even size: none is left with a picture or two."""
        words = [*phase.name.encode(), self._state.epoch]
        order = np.random.default_rng([self.seed, 5, *words]).permutation(self.objective.division.train)
        return np.array_split(order, steps)

    def _steps(self, phase: Phase) -> int:
        return -(-len(self.objective.division.train) // phase.batch)

    def _tell(self, phase: Phase, place: int, loss: float) -> None:
        state = self._state
        steps = [row.epochs * self._steps(row) for row in self.phases]
        done = sum(steps[: state.phase]) + state.epoch * self._steps(phase) + place
        left = (sum(steps) - done) * sum(self._pace) / len(self._pace) + self.hooks.more()
        words = f"{phase.title}: epoch {state.epoch + 1} of {phase.epochs}, loss {loss:.2f}, {_left(left)}"
        self.hooks.progress(done, sum(steps), words)


def epochs_done(history: Mapping[str, Any]) -> int:
    """Epochs that came to their end, of all phases."""
    return sum(len(phase["epochs"]) for phase in history["phases"])


def loss_not_finite(
    words: str, epoch: int, rates: Mapping[str, float], *, something_kept: bool
) -> dict[str, str]:
    """How a training ends whose loss is no number: with the last good weights, and with why.

    Args:
        words: what was trained.
        epoch: in which, from 1.
        rates: at which largest learning rates.
        something_kept: whether there are weights from before.

    Returns:
        ``code`` and ``message``.

    Raises:
        LossNotFinite: there are none.
    """
    where = f"in epoch {epoch} of {words}"
    reason = f"The loss must be a number. Received none {where}: the learning rate is too large."
    if not something_kept:
        raise LossNotFinite(
            f"{reason} Nothing had been learnt yet that could be kept. Train with a smaller rate.",
            phase=words,
            epoch=epoch,
            rates=dict(rates),
        )
    kept = "The training ended there with the best weights from before. A smaller rate goes further."
    return {"code": LossNotFinite.code, "message": f"{reason} {kept}"}


def as_good(losses: np.ndarray, least: Sequence[float]) -> bool:
    """Whether losses of the same rows are as small as ``least``, within one standard error of the difference.

    A hundred held-out rows can't tell whether an epoch was better than the one before. Where they can't,
    what has learnt for longer is kept: the one-standard-error rule of Breiman et al. (1984, section 3.4.3),
    which gives doubtful cases to what is preferred for other reasons.

    Args:
        losses: float[n] of an epoch.
        least: float[n] of the epoch with the smallest mean so far; empty where there was none.
    """
    if not len(least):
        return True
    difference = losses - np.asarray(least)
    return bool(difference.mean() <= difference.std() / np.sqrt(len(difference)))


def _left(seconds: float) -> str:
    """The time left in words; at most, since training stops when nothing improves."""
    return f"at most {seconds / 60:.0f} min left" if seconds >= 90 else f"at most {seconds:.0f} s left"
