"""Verdicts: asking whether a backbone's pretraining helps a project, and what was found.

A verdict is computed on request, never by itself: the twins of a new backbone take the worker some
seconds, and a Train pressed meanwhile must not wait for them. The job is a patient one all the same:
it gives way to whatever else is asked for, and what it has embedded by then is kept.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from graft.jobs import queue, runs
from graft.storage.tables import Job, Project


def request(session: Session, project: Project, backbone: str) -> Job:
    """Put the question in the queue, unless it is there already: then that job.

    Raises:
        NoClasses, TooFewClasses, EmptyClass, TooFewExamples, LabelsMissing: nothing could be told from the
            examples.
    """
    asked = active(session, project, backbone)
    if asked is not None:
        return asked
    runs.frozen(session, project)
    return queue.submit(session, "verdict", project.id, {"backbone": backbone})


def active(session: Session, project: Project, backbone: str) -> Job | None:
    """The job that is finding it out, if there is one."""
    query = select(Job).where(
        Job.project_id == project.id, Job.kind == "verdict", Job.status.in_(("queued", "running"))
    )
    return next((job for job in session.scalars(query) if job.payload["backbone"] == backbone), None)


def latest(session: Session, project: Project, backbone: str) -> dict[str, Any] | None:
    """What was found last about the project and the backbone: the job's result; none: nobody asked."""
    query = (
        select(Job)
        .where(Job.project_id == project.id, Job.kind == "verdict", Job.status == "done")
        .order_by(Job.finished_at.desc())
    )
    return next((job.result for job in session.scalars(query) if job.payload["backbone"] == backbone), None)


def transfer(result: dict[str, Any] | None) -> dict[str, Any] | None:
    """A verdict's result less what says how it came about: the manifest's part ``transfer``."""
    told = ("backbone", "seconds")
    return result and {key: value for key, value in result.items() if key not in told}
