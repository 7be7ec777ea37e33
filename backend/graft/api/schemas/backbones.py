"""The catalogue of backbones, and pretrained classifiers."""

from typing import Any, Literal

from pydantic import BaseModel

from graft.api.schemas import In
from graft.releases.manifest import Input


class Weights(BaseModel):
    """Where a backbone's weights are."""

    state: Literal["embedded", "local", "cached", "absent"]
    bytes: int | None
    top: Literal["local", "cached", "absent"]
    """Of the weights with the classifier."""


class AccuracyOut(BaseModel):
    """On ImageNet, in per cent; none where it isn't known."""

    top1: float | None
    top5: float | None


class BackboneOut(BaseModel):
    """A row of the catalogue."""

    name: str
    family: str
    source: str
    input: dict[str, Any]
    least: int
    """The smallest height and width that it can look at."""
    features: int
    groups: list[str]
    """Convolution groups, the stem first; none where it can only be frozen or trained as a whole."""
    licence: str
    paper: str
    accuracy: AccuracyOut
    weights: Weights
    available: bool
    origin: dict[str, str] | None
    """Of a domain backbone: architecture, project, strategy and run that made it."""


class BackboneList(BaseModel):
    """The catalogue."""

    items: list[BackboneOut]


class BackboneChange(In):
    """A trained backbone's new name."""

    name: str


class FetchQuery(In):
    """Which of a backbone's weights to fetch."""

    top: bool = False
    """Those with the classifier."""


class Classifier(BaseModel):
    """A pretrained classifier as the page loads it."""

    format: Literal["graft-classifier/1"]
    backbone: str
    licence: str
    sha256: str
    model: str
    """Address of the graph model, below /artifacts/."""
    bytes: int
    input: Input
    output: str
    """The graph's output node: probabilities."""
    classes: list[str]
    """In the order of the outputs."""
