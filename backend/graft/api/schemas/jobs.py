"""Jobs: the answer to every request for long work."""

from typing import Any, Literal

from pydantic import BaseModel

JobStatus = Literal["queued", "running", "done", "failed", "cancelled"]


class JobOut(BaseModel):
    """A job and how far it is."""

    id: str
    kind: str
    project_id: str | None
    status: JobStatus
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
