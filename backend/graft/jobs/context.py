"""What a task knows of the job that it does."""

import threading
import time

from graft.errors import Cancelled
from graft.jobs import queue
from graft.storage.database import Database
from graft.storage.tables import Job

QUIET_SECONDS = 0.1
"""Progress is written at most this often."""


class GaveWay(Exception):
    """A patient job stops here for another that somebody waits for; it is taken up again afterwards."""


class JobContext:
    """What a task may ask while it works: report progress, learn that it was cancelled."""

    def __init__(self, database: Database, job: Job, attempt_id: str) -> None:
        self.database = database
        self.job = job
        self.attempt_id = attempt_id
        self.stop = threading.Event()
        self._told = 0.0
        self._looked = 0.0

    def progress(self, phase: str, done: int, total: int | None, message: str = "") -> None:
        """Report progress, and stop here when the job was cancelled.

        Raises:
            Cancelled: somebody cancelled the job, or another worker has it by now.
            GaveWay: the job is a patient one, and another waits.
        """
        self.check()
        time_now = time.monotonic()
        if done == total or time_now - self._told > QUIET_SECONDS:
            self._told = time_now
            with self.database.session() as session:
                queue.report(
                    session,
                    self.job.id,
                    {"phase": phase, "done": done, "total": total, "message": message},
                )

    def check(self) -> None:
        """Raise what :meth:`progress` documents, when it is so."""
        if self.stop.is_set():
            raise Cancelled("The job was cancelled: nothing was published.")
        time_now = time.monotonic()
        if self.job.kind in queue.PATIENT and time_now - self._looked > QUIET_SECONDS:
            self._looked = time_now
            with self.database.reading() as session:
                if queue.hurried(session):
                    raise GaveWay
