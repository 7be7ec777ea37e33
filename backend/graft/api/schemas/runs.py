"""Runs and how they went."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from graft.api.schemas import In
from graft.api.schemas.examples import ExampleOut
from graft.api.schemas.jobs import JobOut, JobStatus
from graft.api.schemas.projects import TargetOut, Task
from graft.releases.transfer import AgainstScratch, Transfer


class RunIn(In):
    """A training to be done."""

    strategy: str = "head"
    backbone: str | None = None
    seed: int | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    """Of the strategy, by name; what is left out stays at its default."""


class Epoch(BaseModel):
    """What a network had learnt by an epoch's end."""

    loss: float
    accuracy: float | None
    """While learning, on augmented pictures; of several labels the share that was right; of a number none."""
    val_loss: float
    """On held-out pictures, calibrated; in nats."""
    val_accuracy: float | None
    seconds: float


class PhaseOut(BaseModel):
    """Epochs in which the same parts of the network learnt."""

    name: str
    trains: list[str]
    """Convolution groups, and ``head``."""
    rates: dict[str, float]
    """Largest learning rate of each."""
    most: int
    """Epochs at most."""
    epochs: list[Epoch]


class HeldOut(BaseModel):
    """How well held-out pictures were answered."""

    val_loss: float
    val_accuracy: float | None


class Best(HeldOut):
    """The epoch whose weights were kept."""

    phase: str
    epoch: int


class Stopped(BaseModel):
    """Why a training ended early."""

    code: str
    message: str


class History(BaseModel):
    """How a network's training went, while it goes on too."""

    phases: list[PhaseOut]
    before: HeldOut | None
    """Of the head alone, where there was one to beat."""
    best: Best | None
    """None in the end: nothing has beaten the head alone."""
    settled: HeldOut | None = None
    """Of the head that was solved for once more on the best epoch's network, where that was better."""
    stopped: Stopped | None
    twin: list[AgainstScratch] = []
    """The verdict while it goes on, after each epoch in which the twin from random weights was asked."""


class RunOut(BaseModel):
    """A run and what became of it."""

    id: str
    job_id: str
    strategy: str
    backbone: str
    seed: int
    parameters: dict[str, Any]
    history: History | None
    task: Task
    target: TargetOut | None
    classes: list[dict[str, Any]]
    status: JobStatus
    examples: int
    metrics: dict[str, Any] | None
    version: int | None
    error: dict[str, Any] | None
    verdict: Transfer | None
    """Whether pretraining helps here, where that was asked."""
    seconds: dict[str, float] | None
    created_at: str


class Mistake(BaseModel):
    """An example that the run's head took for another class."""

    example: ExampleOut
    """As it is now: it may have been moved since."""
    part: Literal["test", "cross_validation"]
    """Whether it was asked about once at the end, or by a head that had not learnt from it."""
    class_id: str
    """Of which it was when the run began."""
    said: str
    """The class for which it was taken."""
    probability: float
    """Of what was said."""


class MistakeList(BaseModel):
    """Mistakes, those in the test first, each part with the surest first."""

    items: list[Mistake]


class RunStarted(BaseModel):
    """The run and the job that does it."""

    run: RunOut
    job: JobOut


class RunList(BaseModel):
    """Runs, newest first."""

    items: list[RunOut]
