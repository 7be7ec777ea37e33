"""The verdict as the manifest holds it: whether pretraining helps here (see graft.training.verdict)."""

from typing import Annotated, Literal

from pydantic import Field

from graft.releases.part import Count, Part, Probability

Difference = Annotated[float, Field(ge=-1, le=1)]


class Accuracies(Part):
    """Of two ways to tell classes apart by feature vectors."""

    probe: Probability
    """A linear head."""
    neighbours: Probability


class TwinAccuracies(Accuracies):
    """Of one random network."""

    kind: Literal["drawn", "settled"]


class Distance(Part):
    """From the random twins' mean to the pretrained network, in accuracy of the probe."""

    mean: Difference
    interval: tuple[Difference, Difference]
    """99 %."""


class Transfer(Part):
    """Whether pretraining helps here, with the numbers."""

    answer: Literal["helps", "no difference", "hurts"]
    sentence: str
    examples: Count
    classes: Count
    majority: Probability
    """Accuracy of always naming the commonest class."""
    pretrained: Accuracies
    random: Accuracies
    """The mean over the twins of the better kind."""
    twins: list[TwinAccuracies]
    usual: tuple[Probability, Probability]
    """Where one more random network's probe would be, 99 times in 100."""
    difference: Distance
