"""Projects and their classes."""

from typing import Literal

from pydantic import BaseModel

from graft.api.schemas import In

Task = Literal["single_label", "multi_label", "regression"]
Transform = Literal["none", "log"]


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
    relabelled_at: str | None
    """When pictures or what they show changed last."""
    covers: list[str]
    created_at: str


class ProjectQuery(In):
    """Which projects are listed."""

    removed: bool = False


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
