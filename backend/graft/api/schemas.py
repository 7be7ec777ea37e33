"""The shapes of requests and answers. The OpenAPI document and the page's types come from here."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from graft.releases.manifest import Input
from graft.releases.transfer import Transfer

Split = Literal["train", "val", "test"]
Task = Literal["single_label", "multi_label", "regression"]
Transform = Literal["none", "log"]


class In(BaseModel):
    """What clients send: unknown fields are refused, so that a misspelt one can't pass unseen."""

    model_config = ConfigDict(extra="forbid")


class Limits(BaseModel):
    """How much is taken."""

    upload_bytes: int
    pixels: int
    classes: int
    examples: int


class WorkerState(BaseModel):
    """What the worker does."""

    state: Literal["absent", "starting", "preparing", "ready", "busy"]
    detail: str | None
    progress: float | None


class BetterBackbone(BaseModel):
    """A backbone that would do better than the default one, once its weights are fetched."""

    name: str
    bytes: int | None
    fetching: "JobOut | None"
    """The job that fetches them now."""


class Status(BaseModel):
    """The installation at a glance."""

    version: str
    worker: WorkerState
    backbone: str
    better: BetterBackbone | None
    limits: Limits


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


class ProjectIn(In):
    """A new project."""

    name: str
    backbone: str | None = None
    task: Task = "single_label"
    quantity: str | None = None
    """What the number is, where the task is a regression; and its unit."""
    unit: str | None = None
    transform: Transform | None = None
    """Of the values before they are learnt; none: as they look."""


class ProjectChange(In):
    """What may be changed of a project; what is left out stays."""

    name: str | None = None
    backbone: str | None = None
    task: Task | None = None
    """Only while it has no pictures and no classes."""
    quantity: str | None = None
    unit: str | None = None
    transform: Transform | None = None


class TargetOut(BaseModel):
    """What a project's number is."""

    quantity: str | None
    unit: str | None
    transform: Transform | None


class ProjectOut(BaseModel):
    """A project with its counts."""

    id: str
    name: str
    task: Task
    target: TargetOut | None
    """Of a regression."""
    backbone: str
    classes: int
    examples: int
    embedded: int
    current_version: int | None
    covers: list[str]
    created_at: str


class ProjectList(BaseModel):
    """Projects, newest first."""

    items: list[ProjectOut]
    next: str | None = None


class ClassIn(In):
    """A class's name."""

    name: str


class ClassOut(BaseModel):
    """A class with its count and its place in the palette."""

    id: str
    name: str
    position: int
    examples: int
    color: int


class ClassList(BaseModel):
    """A project's classes in order."""

    items: list[ClassOut]


class ExampleOut(BaseModel):
    """An example; ``split`` is none where the group's hash decides."""

    id: str
    class_id: str | None
    """Where the task is one label."""
    class_ids: list[str]
    """Where it is several labels."""
    none_of_these: bool
    value: float | None
    """Where it is a number."""
    sha256: str
    width: int
    height: int
    split: Split | None
    group: str
    source: str
    file_name: str
    created_at: str


class ExampleList(BaseModel):
    """A page of examples, newest first."""

    items: list[ExampleOut]
    next: str | None
    total: int


class ExampleQuery(In):
    """Which examples to list."""

    class_id: str | None = None
    split: Literal["train", "val", "test", "auto"] | None = None
    cursor: str | None = None
    limit: int = Field(60, ge=1, le=200)


class ExampleIn(In):
    """What goes with an uploaded picture."""

    class_id: str | None = None
    """Where the project's task is one label."""
    class_ids: str = ""
    """Where it is several labels: ids with commas between them."""
    none_of_these: bool = False
    value: float | None = None
    """Where it is a number."""
    group: str | None = Field(None, max_length=100)
    split: Split | None = None
    source: Literal["upload", "camera", "paste", "import", "correction"] = "upload"
    file_name: str = ""
    conflict: Literal["reject", "move"] = "reject"


class ExampleChange(In):
    """What may be changed of an example; what is left out stays."""

    class_id: str | None = None
    class_ids: list[str] | None = Field(None, max_length=1000)
    none_of_these: bool | None = None
    value: float | None = None
    split: Split | None = None


class Added(BaseModel):
    """The example, and whether it was there before."""

    example: ExampleOut
    duplicate: bool
    moved: bool


class Ids(In):
    """Examples, by id."""

    ids: list[str] = Field(max_length=10_000)


class Move(Ids):
    """Examples and the class they go to."""

    class_id: str


class Removed(BaseModel):
    """How many were removed."""

    removed: int


class Restored(BaseModel):
    """How many came back."""

    restored: int


class Moved(BaseModel):
    """How many changed class."""

    moved: int


class ImportQuery(In):
    """The archive's own name, for messages, and the columns of its listing where they have other names."""

    file_name: str = ""
    file_column: list[str] = []
    value_column: str | None = None
    labels_column: str | None = None
    group_column: str | None = None
    split_column: str | None = None

    def columns(self) -> dict[str, Any]:
        """Those that were given, by what they hold."""
        given = self.model_dump(exclude={"file_name"}, exclude_defaults=True)
        return {name.removesuffix("_column"): column for name, column in given.items()}


class JobOut(BaseModel):
    """A job and how far it is."""

    id: str
    kind: str
    project_id: str | None
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    attempt: int
    cancel_requested: bool
    progress: dict[str, Any] | None
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    created_at: str
    started_at: str | None
    finished_at: str | None


class JobStarted(BaseModel):
    """Long work that was taken on."""

    job: JobOut


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
    accuracy: float
    """While learning, on augmented pictures."""
    val_loss: float
    """On held-out pictures, calibrated; in nats."""
    val_accuracy: float
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
    """How well held-out pictures were told apart."""

    val_loss: float
    val_accuracy: float


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
    """None: nothing has beaten it."""
    stopped: Stopped | None


class ParameterOut(BaseModel):
    """A parameter of a strategy: a number between ``least`` and ``most``, one of ``choices``, or a name."""

    name: str
    default: int | float | str
    help: str
    least: float | None
    most: float | None
    choices: list[str] | None


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
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    examples: int
    metrics: dict[str, Any] | None
    version: int | None
    error: dict[str, Any] | None
    verdict: Transfer | None
    """Whether pretraining helps here, where that was asked."""
    seconds: dict[str, float] | None
    created_at: str


class RunStarted(BaseModel):
    """The run and the job that does it."""

    run: RunOut
    job: JobOut


class RunList(BaseModel):
    """Runs, newest first."""

    items: list[RunOut]


class VersionOut(BaseModel):
    """A published version."""

    number: int
    run_id: str
    backbone: str
    strategy: str
    task: Task
    accuracy: float | None
    """Of one label."""
    r2: float | None
    mae: float | None
    """Of a number, and in its unit."""
    mean_average_precision: float | None
    exact_match: float | None
    """Of several labels."""
    interval: list[float] | None
    """95 %, of the accuracy, of ``r2`` or of the mean average precision."""
    test_examples: int
    created_at: str
    current: bool
    bundle_bytes: int


class VersionList(BaseModel):
    """Versions, newest first."""

    items: list[VersionOut]


class EventQuery(In):
    """Which project's events; none: all."""

    project: str | None = None
