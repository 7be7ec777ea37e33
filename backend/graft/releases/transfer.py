"""The verdict as the manifest holds it: whether pretraining helps here (see graft.training.verdict)."""

from typing import Annotated, Literal

from pydantic import Field

from graft.releases.part import Count, Part, Probability

Measure = Literal["accuracy", "exact_match", "r2"]
"""What the numbers are: of one label, of several, of a number."""
Reached = Annotated[float, Field(le=1)]
"""R² has no lower end."""
Answer = Literal["helps", "no difference", "hurts"]


class Probed(Part):
    """What two ways to answer by feature vectors came to."""

    probe: Reached
    """A linear head."""
    neighbours: Reached


class TwinProbed(Probed):
    """Of one random network."""

    kind: Literal["drawn", "settled"]


class Distance(Part):
    """From random weights to pretrained ones, in what the measure is."""

    mean: float
    interval: tuple[float, float]
    """99 %; while a network is trained, where it may be asked ten times, 99.9 %."""


class Transfer(Part):
    """Whether pretraining helps here, with the numbers."""

    answer: Answer
    sentence: str
    measure: Measure = "accuracy"
    examples: Count
    classes: Annotated[int, Field(ge=0)]
    """Of a number 0."""
    majority: Probability
    """Of always giving the commonest answer."""
    pretrained: Probed
    random: Probed
    """The mean over the twins of the better kind."""
    twins: list[TwinProbed]
    usual: tuple[Reached, Reached]
    """Where one more random network's probe would be, 99 times in 100."""
    difference: Distance
    """Of the probe, from the twins' mean."""


class AgainstScratch(Part):
    """The verdict of a training itself: against its twin from random weights, after as many epochs."""

    answer: Answer
    sentence: str
    measure: Measure
    epoch: Count
    pretrained: Reached
    scratch: Reached
    difference: Distance
