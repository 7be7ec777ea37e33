"""Following a job from the command line, with a worker started for the occasion where none lives."""

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from graft.errors import Cancelled, GraftError
from graft.jobs import queue, workers
from graft.settings import Settings
from graft.storage.database import Database

LOOK_SECONDS = 0.05


@contextlib.contextmanager
def some_worker(database: Database, settings: Settings) -> Iterator[None]:
    """See that a worker lives while the block runs."""
    with database.reading() as session:
        alive = workers.describe(session) != workers.ABSENT
    if alive:
        yield
        return
    process = workers.WorkerProcess(settings, jobs_alone=True)  # somebody waits for this one job
    try:
        yield
    finally:
        process.stop()


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Being ended from outside, or losing the terminal, is an interrupt too: what was begun is cancelled."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    names = ("SIGTERM", "SIGHUP")  # Windows knows one of them
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def follow(
    database: Database, settings: Settings, job_id: str, told: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Wait for the job and return its result; an interrupt cancels it.

    ``told`` gets the job, as :func:`graft.jobs.queue.describe` gives it, whenever it changed.

    Raises:
        GraftError: the job failed; code and sentence are the job's.
        Cancelled: it was cancelled.
    """
    with _interruptible():
        try:
            with some_worker(database, settings):
                job = _until_ended(database, job_id, told)
        except KeyboardInterrupt:
            with database.session() as session:
                queue.cancel(session, job_id)
            raise
    if job["status"] == "cancelled":
        raise Cancelled("The job was cancelled: nothing was published.")
    if job["status"] == "failed":
        error = GraftError(job["error"]["message"], **job["error"]["details"])
        error.code = job["error"]["code"]
        raise error
    return job["result"]


def _until_ended(database: Database, job_id: str, told: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    before: dict[str, Any] = {}
    while True:
        with database.reading() as session:
            job = queue.describe(session, queue.get(session, job_id))
        if job != before:
            told(job)
        if job["status"] in queue.ENDED:
            return job
        before = job
        time.sleep(LOOK_SECONDS)
