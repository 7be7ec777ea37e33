"""The installation itself, and its events."""

from typing import Literal

from pydantic import BaseModel

from graft.api.schemas import In
from graft.api.schemas.jobs import JobOut


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
    fetching: JobOut | None
    """The job that fetches them now."""


class Status(BaseModel):
    """The installation at a glance."""

    version: str
    worker: WorkerState
    backbone: str
    better: BetterBackbone | None
    limits: Limits


class EventQuery(In):
    """Which project's events; none: all."""

    project: str | None = None
