"""Comparisons and their rows."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from graft.api.schemas import In
from graft.api.schemas.jobs import JobStatus
from graft.training.tested import Measure


class ComparisonIn(In):
    """What is compared: every strategy with every backbone."""

    strategies: list[str] = Field(max_length=20)
    backbones: list[str] = Field(max_length=100)
    seed: int | None = None


class Standing(BaseModel):
    """A row's place, and how far it is behind the leader."""

    place: int
    leader: bool
    behind: float | None = None
    interval: tuple[float, float] | None = None
    p: float | None = None
    chance: bool | None = None


class ComparisonRow(BaseModel):
    """One combination of strategy and backbone."""

    run_id: str
    job_id: str
    strategy: str
    backbone: str
    status: JobStatus
    progress: dict[str, Any] | None
    version: int | None
    score: float | None
    """The comparison's measure, on the test."""
    interval: tuple[float, float] | None
    seconds: float | None
    """Of the whole run."""
    training_seconds: float | None
    milliseconds: float | None
    """A picture, in TensorFlow.js' wasm backend in Node, one thread."""
    runtime: str | None
    bytes: int | None
    """Of the bundle."""
    error: dict[str, Any] | None
    standing: Standing | None


class ComparisonOut(BaseModel):
    """A comparison, its rows from the best down."""

    id: str
    project_id: str
    status: Literal["running", "done", "failed", "cancelled"]
    seed: int
    examples: int
    measure: Measure
    """What the rows' scores are: the share that is right, of which every label is right, or R²."""
    test_examples: int
    """Of a number: groups."""
    done: int
    total: int
    created_at: str
    rows: list[ComparisonRow]


class Comparable(BaseModel):
    """A strategy by its id and by its name on the screen."""

    id: str
    title: str


class ComparisonList(BaseModel):
    """Comparisons, newest first."""

    items: list[ComparisonOut]
    strategies: list[Comparable]
    """Those that need no other project to start from."""
