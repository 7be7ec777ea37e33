"""The job table as a queue: submit, claim under a lease, finish, cancel.

A job is what was asked for; an attempt is one worker's try at it. A worker holds a job while the
attempt's lease is fresh. When it is not, the worker is taken for dead and the next one to ask gets
the job; whoever finishes an attempt that is no longer the newest finishes nothing.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from graft.errors import UnknownJob, WorkerDied
from graft.settings import Settings
from graft.storage import events
from graft.storage.tables import Attempt, Job, now

ENDED = ("done", "failed", "cancelled")
PATIENT = ("verdict", "compare")
"""Kinds nobody watches the clock for: they wait for all others, and give way to them while they run."""


def submit(session: Session, kind: str, project_id: str | None, payload: dict[str, Any]) -> Job:
    """Put a job in the queue."""
    job = Job(kind=kind, project_id=project_id, payload=payload)
    session.add(job)
    session.flush()
    changed(session, job)
    return job


def get(session: Session, job_id: str) -> Job:
    """The job.

    Raises:
        UnknownJob: there is none of that id.
    """
    job = session.get(Job, job_id)
    if job is None:
        raise UnknownJob(
            f"There is no job {job_id!r}. Jobs are listed by the run or import that started them."
        )
    return job


def active(session: Session, project_id: str, kind: str) -> Job | None:
    """The project's queued or running job of that kind, if any."""
    return next(iter(all_active(session, project_id, kind)), None)


def all_active(session: Session, project_id: str | None, kind: str) -> list[Job]:
    """The queued and running jobs of that kind, of a project or (none) of no project, oldest first."""
    query = select(Job).where(
        Job.project_id == project_id, Job.kind == kind, Job.status.in_(("queued", "running"))
    )
    return list(session.scalars(query.order_by(Job.created_at)))


def waiting(session: Session) -> bool:
    """Whether :func:`claim` would find something: it only reads, so that idle workers lock nobody out."""
    lost = select(Attempt.id).where(Attempt.ended_at.is_(None), Attempt.leased_until < now())
    return bool(session.scalar(select(select(Job.id).where(Job.status == "queued").exists() | lost.exists())))


def hurried(session: Session) -> bool:
    """Whether a job waits that a patient one gives way to."""
    return bool(
        session.scalar(select(Job.id).where(Job.status == "queued", Job.kind.not_in(PATIENT)).limit(1))
    )


def claim(session: Session, worker_id: str, settings: Settings) -> tuple[Job, Attempt] | None:
    """Take the oldest job that waits, or one whose worker gave no sign of life for its lease.

    Trainings come after what takes a moment (a prediction must not wait for one that a dead worker left
    behind), patient jobs after all others.
    A job that was lost ``settings.attempts`` times fails with :class:`WorkerDied` instead.
    """
    release_lost(session, settings)
    order = (Job.kind.in_(PATIENT), Job.kind == "train", Job.created_at)
    job = session.scalars(select(Job).where(Job.status == "queued").order_by(*order)).first()
    if job is None:
        return None
    attempt = Attempt(
        job_id=job.id,
        number=attempts(session, job) + 1,
        worker_id=worker_id,
        leased_until=now() + timedelta(seconds=settings.lease_seconds),
    )
    session.add(attempt)
    job.status = "running"
    job.started_at = job.started_at or now()
    session.flush()
    changed(session, job)
    return job, attempt


def release_lost(session: Session, settings: Settings) -> None:
    """Put jobs whose lease ran out back in the queue, or fail them."""
    query = (
        select(Job, Attempt)
        .join(Attempt, Attempt.job_id == Job.id)
        .where(Job.status == "running", Attempt.ended_at.is_(None), Attempt.leased_until < now())
    )
    for job, attempt in session.execute(query).tuples().all():
        attempt.ended_at, attempt.outcome = now(), "lost"
        if job.cancel_requested:
            _end(session, job, "cancelled")
        elif attempt.number - _given_way(session, job) >= settings.attempts:
            job.error = WorkerDied(
                f"The worker ended in the middle of this job {attempt.number} times: it is not tried again. "
                "The worker's log tells why; most often the machine ran out of memory.",
                attempts=attempt.number,
            ).as_json()
            _end(session, job, "failed")
        else:
            job.status, job.progress = "queued", None
            session.flush()
            changed(session, job)


def _given_way(session: Session, job: Job) -> int:
    """How many of the job's attempts ended in favour of another job: nothing went wrong with these."""
    query = select(Attempt.id).where(Attempt.job_id == job.id, Attempt.outcome == "gave way")
    return len(session.scalars(query).all())


def give_way(session: Session, attempt_id: str) -> None:
    """End an attempt in favour of another job; its own goes back to the queue."""
    attempt = session.get(Attempt, attempt_id)
    if attempt is None or attempt.ended_at is not None:
        return
    attempt.ended_at, attempt.outcome = now(), "gave way"
    job = get(session, attempt.job_id)
    if job.cancel_requested:
        _end(session, job, "cancelled")
        return
    job.status = "queued"
    session.flush()
    changed(session, job)


def renew(session: Session, attempt_id: str, settings: Settings) -> bool:
    """Extend the lease; False when the attempt is no longer the job's holder or was cancelled."""
    attempt = session.get(Attempt, attempt_id)
    if attempt is None or attempt.ended_at is not None:
        return False
    attempt.leased_until = now() + timedelta(seconds=settings.lease_seconds)
    return not get(session, attempt.job_id).cancel_requested


def report(session: Session, job_id: str, progress: dict[str, Any]) -> None:
    """Say how far the job is: ``{"phase", "done", "total", "message"}``."""
    job = get(session, job_id)
    if job.status == "running":
        job.progress = progress
        session.flush()
        changed(session, job)


def finish(
    session: Session,
    attempt_id: str,
    status: str,
    *,
    result: dict[str, Any] | None = None,
    error: dict[str, Any] | None = None,
) -> bool:
    """End an attempt and its job; False, and nothing done, when the attempt had been given up."""
    attempt = session.get(Attempt, attempt_id)
    if attempt is None or attempt.ended_at is not None:
        return False
    attempt.ended_at, attempt.outcome = now(), status
    job = get(session, attempt.job_id)
    job.result, job.error = result, error
    _end(session, job, status)
    return True


def cancel(session: Session, job_id: str) -> Job:
    """Cancel: at once when it waits, soon when it runs; one that has ended stays as it ended."""
    job = get(session, job_id)
    if job.status == "queued":
        _end(session, job, "cancelled")
    elif job.status == "running":
        job.cancel_requested = True
        session.flush()
        changed(session, job)
    return job


def _end(session: Session, job: Job, status: str) -> None:
    job.status, job.finished_at = status, now()
    session.flush()
    changed(session, job)


def changed(session: Session, job: Job) -> None:
    """Tell pages about the job."""
    events.emit(session, "job", job.project_id, job=describe(session, job))


def attempts(session: Session, job: Job) -> int:
    """How many workers have tried the job so far."""
    return len(session.scalars(select(Attempt.id).where(Attempt.job_id == job.id)).all())


def describe(session: Session, job: Job) -> dict[str, Any]:
    """The job as JSON, the same in the API, in events and on the command line."""
    times = {name: getattr(job, name) for name in ("created_at", "started_at", "finished_at")}
    return {
        "id": job.id,
        "kind": job.kind,
        "project_id": job.project_id,
        "status": job.status,
        "attempt": attempts(session, job),
        "cancel_requested": bool(job.cancel_requested),
        "progress": job.progress,
        "result": job.result,
        "error": job.error,
        **{name: time and time.isoformat() for name, time in times.items()},
    }
