"""The tables.

Identifiers are short random strings, times are UTC. ``removed_at`` marks what was removed and can
be restored. JSON columns hold what no query asks about.
"""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, LargeBinary, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time; SQLite keeps no zone, so UTC is put back on reading."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To naive UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Twelve random characters that may stand in an address."""
    return secrets.token_hex(6)


class Table(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class Project(Table):
    """A task, its classes, its pictures."""

    __tablename__ = "project"
    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    task: Mapped[str] = mapped_column(String(32), default="single_label")
    """single_label, multi_label or regression."""
    target: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Of a regression: {"quantity", "unit", "transform"}, each none where it was not given."""
    backbone: Mapped[str | None] = mapped_column(String(100))
    """Name in the catalogue; none: the best that is at hand."""
    current_version: Mapped[int | None]
    relabelled_at: Mapped[datetime | None]
    """When pictures or what they show changed last; none: not since Graft writes it down."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]


class Class(Table):
    """A stable id; its name can change without losing anything."""

    __tablename__ = "class"
    __table_args__ = (Index(None, "project_id", "position"),)
    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    """Order on the page; never reused within a project, so that colours stay."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]


class Image(Table):
    """Bytes, known by their SHA-256."""

    __tablename__ = "image"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    format: Mapped[str] = mapped_column(String(16))
    """JPEG, PNG, WEBP, GIF, BMP, TIFF, HEIF or AVIF: found by decoding, not by name."""
    width: Mapped[int]
    height: Mapped[int]
    """Pixels, after EXIF orientation."""
    bytes: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Example(Table):
    """An image in a project with its class, classes or value, its group and split."""

    __tablename__ = "example"
    __table_args__ = (
        UniqueConstraint("project_id", "sha256"),
        # Lists and counts are answered from these alone: no row is read that isn't shown. The last is for
        # finding feature vectors, which lie in the same order.
        Index("ix_example_of_class", "project_id", "class_id", "removed_at", "number", "split"),
        Index("ix_example_of_project", "project_id", "removed_at", "number", "split"),
        Index("ix_example_image", "project_id", "removed_at", "sha256"),
        Index(None, "project_id", "number"),
    )
    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    number: Mapped[int]
    """Grows within the project with every example added; the order of lists and their cursor."""
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"))
    class_id: Mapped[str | None] = mapped_column(ForeignKey("class.id"))
    """Where the task is one label. Of several labels, the table below tells."""
    value: Mapped[float | None]
    """Where the task is a number; none until it is given."""
    none_of_these: Mapped[bool] = mapped_column(default=False)
    """Where the task is several labels: somebody said that no class is to be seen."""
    sha256: Mapped[str] = mapped_column(ForeignKey("image.sha256"))
    group: Mapped[str] = mapped_column(String(100))
    """Frames of one burst or relatives of one source file: never split apart. Alone: the SHA-256."""
    split: Mapped[str | None] = mapped_column(String(8))
    """train, val or test where it was given; none: from the group's hash."""
    source: Mapped[str] = mapped_column(String(16))
    """upload, camera, paste, import or correction."""
    file_name: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]


class Label(Table):
    """One of an example's classes, where the task is several labels."""

    __tablename__ = "label"
    example_id: Mapped[str] = mapped_column(ForeignKey("example.id"), primary_key=True)
    class_id: Mapped[str] = mapped_column(ForeignKey("class.id"), primary_key=True, index=True)


class Feature(Table):
    """A feature vector: what a backbone makes of an image."""

    __tablename__ = "feature"
    backbone: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Fingerprint of weights, network and preprocessing."""
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    """float32, little-endian."""


class Job(Table):
    """Long work that was asked for."""

    __tablename__ = "job"
    __table_args__ = (Index(None, "status", "created_at"), Index(None, "project_id", "status"))
    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))
    project_id: Mapped[str | None] = mapped_column(ForeignKey("project.id"))
    payload: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(16), default="queued")
    """queued, running, done, failed or cancelled."""
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Attempt(Table):
    """One worker's try at a job: it holds the job for as long as its lease lasts."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("job_id", "number"),)
    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"), index=True)
    number: Mapped[int]
    worker_id: Mapped[str] = mapped_column(String(12))
    started_at: Mapped[datetime] = mapped_column(default=now)
    leased_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    """done, failed, cancelled, lost or gave way."""


class Worker(Table):
    """A process that takes jobs, and its last sign of life."""

    __tablename__ = "worker"
    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    pid: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    """starting, preparing, ready or busy."""
    detail: Mapped[str | None] = mapped_column(String(200))
    progress: Mapped[float | None]
    seen_at: Mapped[datetime] = mapped_column(default=now)


class Run(Table):
    """One training, with a frozen list of examples, a seed and a result."""

    __tablename__ = "run"
    __table_args__ = (Index(None, "project_id", "created_at"),)
    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"))
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"))
    strategy: Mapped[str] = mapped_column(String(32))
    backbone: Mapped[str] = mapped_column(String(100))
    task: Mapped[str] = mapped_column(String(32), default="single_label")
    target: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """As the project's, when the run was asked for."""
    seed: Mapped[int]
    classes: Mapped[list[Any]]
    """[{"id", "name"}] in the order of the head's outputs."""
    examples: Mapped[list[Any]]
    """[[example id, sha256, class id, group, split or none]], frozen when the run was asked for; a sixth
    entry is the value or the list of class ids where the task is not one label (then class id is "")."""
    example_count: Mapped[int] = mapped_column(
        default=lambda context: len(context.get_current_parameters()["examples"])
    )
    """How many these are: of thousands, lists of runs don't read them all."""
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The strategy's, every one of them; see :mod:`graft.training.parameters`."""
    history: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Phases and epochs of a network's training, while it goes on too."""
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """{"metrics", "seconds"} once it is done."""
    mistakes: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    """Of ``test`` and ``cross_validation``, see :func:`graft.training.evaluation.mistakes`. Not read with the
    run: they are many, and looked at seldom."""
    created_at: Mapped[datetime] = mapped_column(default=now)


class Version(Table):
    """What a run published. A version exists once its row does."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("project_id", "number"), UniqueConstraint("run_id"))
    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int]
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"))
    manifest: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Event(Table):
    """Something that pages want to hear of, in order."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[str | None] = mapped_column(String(12), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
