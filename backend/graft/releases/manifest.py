"""The manifest: what a version is, as data; its shape is checked when it is written and when read.

This is DESIGN's contract "Bundle". ``model`` paths are relative to the folder that the manifest is
in, or in Graft itself to ``/artifacts/``.
"""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from graft.releases.part import Count, Part, Probability
from graft.releases.transfer import AgainstScratch, Transfer
from graft.storage.tables import Project, Run

FORMAT = "graft-bundle/1"

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""Sixty-four hexadecimal digits: a name that can never lead elsewhere as a path."""
Activation = Literal["softmax", "sigmoid", "linear", "exponential"]
"""A head's last step: one label; several; a number; a number learnt as its logarithm. It is inside the
exported graph, so that whoever loads it is answered in the values' own unit."""


Weights = list[Annotated[str, Field(pattern=r"^group\d+-shard\d+of\d+\.bin$")]]
"""Names of the files beside ``model`` that hold its weights: they can be fetched together with it."""


def _absent(part: object) -> bool:
    """Whether there is no such part: it is then left out."""
    return part is None


class Named(Part):
    """An id, and the name it had when the version was published."""

    id: str
    name: str


class Input(Part):
    """From a picture to the network's input (DESIGN, "Preprocessing is data")."""

    size: tuple[Count, Count]
    """Height and width in pixels."""
    fit: Literal["crop", "squash", "pad"]
    filter: Literal["triangle"]
    scale: float | tuple[float, float, float]
    offset: float | tuple[float, float, float]
    channels: Literal["rgb", "bgr"] = "rgb"


class Outputs(Part):
    """Names of the backbone graph's output nodes."""

    maps: str
    vector: str


class BackbonePart(Part):
    """The backbone: where it lies and what it gives."""

    name: str
    sha256: Sha256
    model: str = Field(
        default_factory=lambda given: f"backbones/{given['sha256']}/model.json",
        pattern=r"^backbones/[0-9a-f]{64}/model\.json$",
    )
    licence: str
    weights: Weights | None = Field(None, exclude_if=_absent)
    features: Count
    outputs: Outputs
    probes: str | None = Field(None, pattern=r"^backbones/[0-9a-f]{64}/probes-\d+\.bin$", exclude_if=_absent)
    """What TensorFlow.js said of the page's probe pictures: float32 vectors, one after the other."""


class HeadPart(Part):
    """The head: where it lies."""

    sha256: Sha256
    model: str = Field(
        default_factory=lambda given: f"heads/{given['sha256']}/model.json",
        pattern=r"^heads/[0-9a-f]{64}/model\.json$",
    )
    weights: Weights | None = Field(None, exclude_if=_absent)
    probe: list[float] | None = Field(None, exclude_if=_absent)
    """What TensorFlow.js said of the page's probe vector."""


class Calibration(Part):
    """What the head's outputs were divided by before softmax; the exported head holds it already."""

    temperature: Annotated[float, Field(gt=0)]


class Unknown(Part):
    """A picture is of no class when its likeliest class stays below the threshold."""

    threshold: Probability


class ClassMetrics(Part):
    """How well one class did; none where that would divide by nothing."""

    class_id: str
    precision: Probability | None
    recall: Probability | None
    f1: Probability | None
    examples: Annotated[int, Field(ge=0)]


class Evaluation(Part):
    """How well a head did on pictures it had not seen."""

    accuracy: Probability
    interval: tuple[Probability, Probability]
    """95 %, of the accuracy."""
    examples: Count
    per_class: list[ClassMetrics]
    confusion: list[list[int]]
    """Examples by true class (row) and answered class (column)."""
    nll: Annotated[float, Field(ge=0)]
    """Mean negative log likelihood, in nats."""
    ece: Probability
    """Expected calibration error."""


class Target(Part):
    """The number that is predicted; the exported head answers in its own unit."""

    quantity: str | None
    unit: str | None
    transform: Literal["none", "log"]
    """Of the scale on which it was learnt."""
    likely: tuple[float, float]
    """What to add to a prediction on that scale for the interval in which four of five values lie: with
    ``log``, what to multiply it with is the exponential of that."""
    deviation: Annotated[float, Field(gt=0)]
    """Standard deviation of the values that were learnt from, in their own unit."""


class NumberEvaluation(Part):
    """How well a head for a number did on pictures it had not seen; a group counts once."""

    r2: float | None
    """On the scale that was learnt; none where the values don't vary."""
    interval: tuple[float, float] | None
    """95 %, of ``r2``: bootstrap over groups."""
    mae: Annotated[float, Field(ge=0)]
    """Mean absolute error, in the values' own unit."""
    rmse: Annotated[float, Field(ge=0)]
    """Root of the mean squared error."""
    mae_of_mean: Annotated[float, Field(ge=0)]
    """Mean absolute error of always answering with the middle."""
    transform: Literal["none", "log"]
    examples: Count
    groups: Count
    pairs: list[tuple[float, float]]
    """Value and predicted value, by group."""


class LabelMetrics(ClassMetrics):
    """How well one of several labels did."""

    average_precision: Probability | None


class LabelsEvaluation(Part):
    """How well a head for several labels did on pictures it had not seen."""

    mean_average_precision: Probability | None
    """Over the classes that some picture shows."""
    interval: tuple[Probability, Probability] | None
    """95 %, of that: bootstrap over groups."""
    exact_match: Probability
    """Share of pictures of which every label is right."""
    exact_interval: tuple[Probability, Probability]
    examples: Count
    per_class: list[LabelMetrics]


class Metrics(Part):
    """How well the version did on pictures it had not seen."""

    test: Evaluation | LabelsEvaluation | NumberEvaluation | None
    """Held out from training altogether; none where the project is too small for that."""
    cross_validation: Evaluation | LabelsEvaluation | NumberEvaluation | None
    """Each picture by a head that had not seen it."""


class Parity(Part):
    """The proof that the exported model says what Keras says."""

    max_difference: Probability
    """The largest of any probability; of a number, in standard deviations of the values."""
    probes: Count
    """Pictures of the project that were compared."""
    tolerance: Probability
    runtime: str


class RunPart(Part):
    """The training that made it."""

    id: str
    strategy: str
    seed: int
    seconds: Annotated[float, Field(ge=0)]


class Parts(Part):
    """What a training made: the manifest less what the project and the run already know."""

    input: Input
    backbone: BackbonePart
    head: HeadPart
    calibration: Calibration | None = None
    unknown: Unknown | None = None
    thresholds: list[Probability] | None = None
    target: Target | None = None
    metrics: Metrics
    parity: Parity
    transfer: Transfer | None = None
    against_scratch: AgainstScratch | None = None
    seconds: Annotated[float, Field(ge=0)]


class Manifest(Part):
    """A version as data: ``manifest.json``."""

    format: Literal["graft-bundle/1"] = FORMAT
    project: Named
    version: Count
    created_at: datetime
    task: Literal["single_label", "multi_label", "regression"]
    classes: list[Named]
    """In the order of the head's outputs."""
    input: Input
    backbone: BackbonePart
    head: HeadPart
    calibration: Calibration | None = Field(None, exclude_if=_absent)
    """Of one label."""
    unknown: Unknown | None = Field(None, exclude_if=_absent)
    """Of one label."""
    thresholds: list[Probability] | None = Field(None, exclude_if=_absent)
    """Of several labels, in the classes' order: from here on a picture is said to show the class."""
    target: Target | None = Field(None, exclude_if=_absent)
    """Of a regression."""
    metrics: Metrics
    parity: Parity
    transfer: Transfer | None = None
    """Whether pretraining helps here, where that was asked."""
    against_scratch: AgainstScratch | None = Field(None, exclude_if=_absent)
    """The same by the training itself, where a network was trained that began with pretrained weights."""
    run: RunPart

    @model_validator(mode="after")
    def _parts_fit_the_task(self) -> Self:
        for name, tasks in _OF_TASKS.items():
            if (getattr(self, name) is not None) != (self.task in tasks):
                raise ValueError(f"{name} belongs to the tasks {', '.join(tasks)}, and to no other")
        return self


_OF_TASKS = {
    "calibration": ("single_label",),
    "unknown": ("single_label",),
    "thresholds": ("multi_label",),
    "target": ("regression",),
}
"""Parts that only some tasks have; the others' manifests lack them."""


def build(project: Project, run: Run, number: int, created_at: datetime, parts: Parts) -> dict[str, Any]:
    """Version ``number`` of the project, made by ``run``, as JSON.

    Raises:
        pydantic.ValidationError: A part breaks the contract.
    """
    made = parts.model_dump()
    seconds = made.pop("seconds")
    manifest = Manifest.model_validate(
        {
            "project": {"id": project.id, "name": project.name},
            "version": number,
            "created_at": created_at,
            "task": run.task,
            "classes": run.classes,
            "run": {"id": run.id, "strategy": run.strategy, "seed": run.seed, "seconds": seconds},
            **made,
        }
    )
    return manifest.model_dump(mode="json")
