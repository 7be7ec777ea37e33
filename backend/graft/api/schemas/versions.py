"""The versions that runs publish."""

from pydantic import BaseModel

from graft.api.schemas.projects import Task


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
    bundle_bytes: int | None
    """None: its files are gone from the home folder."""


class VersionList(BaseModel):
    """Versions, newest first."""

    items: list[VersionOut]
