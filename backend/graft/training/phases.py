"""Phases: what a strategy trains, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graft.training.parameters import FinetuneParameters, WarmstartParameters
from graft.training.presets import Preset, find

HEAD = "head"
"""The name under which the last layer stands beside the convolution groups."""


@dataclass(frozen=True)
class Phase:
    """Some epochs in which certain parts of the network learn."""

    name: str
    rates: dict[str, float]
    """Largest learning rate of each part that is trained, by convolution group and ``head``; all other
    weights stand still."""
    epochs: int
    patience: int
    """Epochs without a smaller held-out loss after which the phase ends."""
    batch: int
    preset: Preset
    statistics: bool
    """Whether batch normalisation uses and follows the batch's statistics; otherwise it is in inference
    mode, and its statistics stand still."""
    dropout: float = 0.0
    """Share of the feature vector that is left out of a step."""
    l2: float = 0.0
    """``l2 * |kernel|²`` of the last layer is added to the loss."""

    @property
    def words(self) -> str:
        """What is trained, in the middle of a sentence."""
        known = {"all": "the whole network", "source": "the source's epochs"}
        return known.get(self.name, f"group {self.name}")

    @property
    def title(self) -> str:
        """The same at the beginning of a line."""
        return self.words[0].upper() + self.words[1:]

    def describe(self) -> dict[str, Any]:
        """For the run's history."""
        return {"name": self.name, "trains": list(self.rates), "rates": self.rates, "most": self.epochs}


def from_the_top(groups: Sequence[str], given: FinetuneParameters) -> list[Phase]:
    """Fine-tuning (11.3.2): one convolution group more in each phase, from the top down, the stem last.

    What is free already goes on learning at its own rate, and each deeper group learns at a share
    (``falloff``) of the one above it: what is near the picture is most general, and least to be changed
    (discriminative fine-tuning, Howard and Ruder 2018, https://arxiv.org/abs/1801.06146).

    Args:
        groups: names, the stem first.
        given: the parameters.
    """
    rates = {HEAD: given.rate}
    phases = []
    for depth, group in enumerate(reversed(groups)):
        rates = {**rates, group: given.rate * given.falloff**depth}
        phases.append(
            Phase(
                name=group,
                rates=rates,
                epochs=given.last_epochs if depth == len(groups) - 1 else given.epochs,
                patience=given.patience,
                batch=given.batch,
                preset=find(given.augment),
                statistics=False,
            )
        )
    return phases


def everything(groups: Sequence[str], given: Any) -> list[Phase]:
    """All weights at once, batch normalisation with them (11.1.3, 11.3.4, 11.3.5).

    Args:
        groups: names, the stem first.
        given: the parameters of ``rebuild``, ``warmstart`` or ``scratch``.
    """
    return [
        Phase(
            name="all",
            rates={part: float(given.rate) for part in (HEAD, *groups)},
            epochs=given.epochs,
            patience=given.patience,
            batch=given.batch,
            preset=find(given.augment),
            statistics=True,
        )
    ]


def early(groups: Sequence[str], given: WarmstartParameters) -> list[Phase]:
    """The source's epochs of ``warmstart`` (11.3.4): few, careful, and strongly regularised.

    Args:
        groups: names, the stem first.
        given: the parameters.
    """
    return [
        Phase(
            name="source",
            rates=dict.fromkeys((HEAD, *groups), given.warm_rate),
            epochs=given.warm_epochs,
            patience=given.warm_epochs,
            batch=given.batch,
            preset=find(given.augment),
            statistics=True,
            dropout=given.dropout,
            l2=given.l2,
        )
    ]
