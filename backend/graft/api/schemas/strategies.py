"""Strategies, their parameters, and augmentation."""

from pydantic import BaseModel, Field

from graft.api.schemas import In


class When(BaseModel):
    """That another parameter has this value."""

    name: str
    value: str


class ParameterOut(BaseModel):
    """A parameter of a strategy: a number between ``least`` and ``most``, one of ``choices``, or a name."""

    name: str
    default: int | float | str
    help: str
    least: float | None
    most: float | None
    choices: list[str] | None
    when: When | None
    """Where it says something; none: always."""


class StrategyOut(BaseModel):
    """A way to reuse weights."""

    id: str
    title: str
    section: str
    """Of the book."""
    sentence: str
    """When it is right."""
    parameters: list[ParameterOut]


class PresetOut(BaseModel):
    """A scene, and how far its pictures are changed while training."""

    name: str
    title: str
    sentence: str
    shift: float
    zoom: float
    rotate: float
    flip: str
    light: float
    erase: float


class StrategyList(BaseModel):
    """What there is to choose from."""

    items: list[StrategyOut]
    presets: list[PresetOut]


class PreviewIn(In):
    """Which preset to draw."""

    preset: str
    seed: int = Field(0, ge=0, lt=2**31)
