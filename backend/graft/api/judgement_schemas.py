"""The shapes of verdicts, advice and comparisons."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from graft.api.schemas import In
from graft.releases.transfer import Transfer

Status = Literal["queued", "running", "done", "failed", "cancelled"]


class VerdictIn(In):
    """Which backbone is asked about; none: the project's."""

    backbone: str | None = None


class VerdictOut(BaseModel):
    """What was found last about a project and a backbone; none: nobody asked yet."""

    backbone: str
    verdict: Transfer | None
    job_id: str | None
    """Of the job that is finding it out now."""


class AdvisedExample(BaseModel):
    """A picture that shows what is meant."""

    id: str
    class_id: str
    sha256: str


class AdvisedAction(BaseModel):
    """The one thing that cures it."""

    kind: Literal["open-class", "verdict", "compare", "train"]
    label: str
    class_id: str | None = None
    strategies: list[str] = []
    backbones: list[str] = []


class AdviceOut(BaseModel):
    """One thing worth knowing before the next training."""

    code: str
    severity: Literal["wrong", "warn", "hint", "good"]
    """Wrong: what is measured misleads. Warn: it costs accuracy. Hint: worth a try. Good: all is well."""
    sentence: str
    classes: list[str]
    """Ids of the classes it is about."""
    examples: list[AdvisedExample]
    action: AdvisedAction | None


class AdviceList(BaseModel):
    """Advice, the most severe first."""

    items: list[AdviceOut]
    embedded: int
    """Examples whose feature vectors were looked at."""


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
    status: Status
    progress: dict[str, Any] | None
    version: int | None
    accuracy: float | None
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
    """A comparison, its rows from the most accurate down."""

    id: str
    project_id: str
    status: Literal["running", "done", "failed", "cancelled"]
    seed: int
    examples: int
    test_examples: int
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
