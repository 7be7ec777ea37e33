"""The verdict while a network is trained (11.3.5): its twin from random weights learns beside it.

After each epoch of the training the twin, which is the ``scratch`` strategy's, has as many, and both are
asked about the held-out pictures. A network that begins with a solved head would win the first epochs
whatever its weights are worth, so both are asked by a head solved on what they have become.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from graft.errors import LossNotFinite, OutOfMemory
from graft.training.fitting import Fitter, Hooks, epochs_done
from graft.training.network import Network
from graft.training.parameters import ScratchParameters
from graft.training.phases import Phase, everything
from graft.training.stepping import Looker
from graft.training.tuning import Lesson
from graft.training.verdict import judge_training

SURE = 2
"""Epochs with the same answer, *helps* or *hurts*, after which the twin is asked no more."""


class ScratchTwin:
    """A network that begins with random weights, kept in step with one that begins with better ones."""

    def __init__(
        self, network: Network, build: Callable[[], Network], lesson: Lesson, given: Any, hooks: Hooks
    ) -> None:
        """Cheap: the twin is built with the first epoch.

        Args:
            network: the one that is trained.
            build: makes the twin.
            lesson: what both learn.
            given: the strategy's parameters: ``twin_epochs``, and ``batch`` and ``augment``, which are the
                twin's too.
            hooks: whom the training tells.
        """
        self._network, self._build, self._lesson, self._hooks = network, build, lesson, hooks
        self._most: int = given.twin_epochs
        self._given = ScratchParameters(batch=given.batch, augment=given.augment)
        self._place = (0, 1)
        self._seconds = 0.0
        self._done = 0
        self._over = False
        self._rival: tuple[Network, Looker] | None = None
        self._epochs: Iterator[int] = iter(())
        self._looker = Looker(network)

    def beside(self) -> Hooks:
        """The training's hooks, with the twin in them: its answers are the history's ``twin``."""
        return replace(self._hooks, progress=self._progress, epoch=self._epoch, more=self._more)

    def _progress(self, done: int, total: int, words: str) -> None:
        self._place = (done, total)
        self._hooks.progress(done, total, words)

    def _epoch(self, history: dict[str, Any]) -> None:
        told, done = history.setdefault("twin", []), epochs_done(history)
        if not self._ended(told) and done > (told[-1]["epoch"] if told else 0):
            begun = time.perf_counter()
            if self._catch_up(done):
                told.append(self._judge(done))
            self._seconds = time.perf_counter() - begun
        if self._ended(told):
            self._rival = None  # it may be large
        self._hooks.epoch(history)

    def _ended(self, told: list[dict[str, Any]]) -> bool:
        last = {row["answer"] for row in told[-SURE:]}
        sure = len(told) >= SURE and len(last) == 1 and last != {"no difference"}
        self._over = self._over or sure or bool(told and told[-1]["epoch"] >= self._most)
        return self._over

    def _more(self) -> float:
        return 0.0 if self._over else (self._most - self._done) * self._seconds

    def _catch_up(self, done: int) -> bool:
        """Train the twin until it has as many epochs; false: it can't be trained any further."""
        try:
            if self._rival is None:
                twin = self._build()
                self._rival, self._epochs = (twin, Looker(twin)), self._fitter(twin).epochs()
            while self._done < done:
                words = f"Beside it, from scratch: epoch {self._done + 1} of {self._most} at most"
                self._hooks.progress(*self._place, words)
                self._done = next(self._epochs)
        except (LossNotFinite, OutOfMemory, StopIteration):
            self._over = True
        return not self._over

    def _fitter(self, twin: Network) -> Fitter:
        lesson = self._lesson
        (whole,) = everything([group.name for group in twin.groups], self._given)
        plan: list[Phase] = [replace(whole, patience=whole.epochs)]
        path = lesson.folder / "twin" / "checkpoint.npz"
        return Fitter(
            twin, plan, lesson.pixels, lesson.objective, path, Hooks(cancelled=self._hooks.cancelled)
        )

    def _judge(self, done: int) -> dict[str, Any]:
        assert self._rival is not None, "it has caught up"
        ours, groups = self._scores(self._looker)
        theirs, _ = self._scores(self._rival[1])
        objective = self._lesson.objective
        return judge_training(ours, theirs, groups, objective.task, done, objective.seed)

    def _scores(self, looker: Looker) -> tuple[np.ndarray, list[str]]:
        """How right a head solved on the network's features is about the held-out pictures."""
        objective, division = self._lesson.objective, self._lesson.objective.division
        rows = looker.vectors(self._lesson.pixels, division.learning, self._hooks.check)
        vectors = np.zeros((len(objective.examples), rows.shape[1]), np.float32)
        vectors[division.learning] = rows
        _, (kernel, bias) = objective.solve(vectors, self._hooks.cancelled)
        return objective.scores(vectors[division.val].astype(np.float64) @ kernel + bias, division.val)
