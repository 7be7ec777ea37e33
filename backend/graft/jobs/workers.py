"""Which workers there are: their rows, and starting one as a process of its own."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from graft.settings import Settings
from graft.storage import events
from graft.storage.home import Home
from graft.storage.tables import Worker, now

SILENT = timedelta(seconds=10)
"""After this long without a sign of life a worker counts as gone."""
ABSENT: dict[str, Any] = {"state": "absent", "detail": None, "progress": None}


def describe(session: Session) -> dict[str, Any]:
    """The newest living worker as ``{"state", "detail", "progress"}``; state ``absent`` where none lives."""
    query = select(Worker).where(Worker.seen_at > now() - SILENT).order_by(Worker.seen_at.desc())
    worker = session.scalars(query).first()
    if worker is None:
        return ABSENT
    return {"state": worker.state, "detail": worker.detail, "progress": worker.progress}


def register(session: Session) -> str:
    """Add this process as a worker that starts; return its id. Rows of silent workers go."""
    session.execute(delete(Worker).where(Worker.seen_at < now() - SILENT))
    worker = Worker(pid=os.getpid(), state="starting", detail="Starting TensorFlow")
    session.add(worker)
    session.flush()
    events.emit(session, "worker", worker=describe(session))
    return worker.id


def update(
    session: Session, worker_id: str, state: str, detail: str | None = None, progress: float | None = None
) -> None:
    """Say what the worker does, and that it lives."""
    worker = session.get(Worker, worker_id)
    if worker is None:  # it was silent for so long that its row was cleared
        worker = Worker(id=worker_id, pid=os.getpid(), state=state)
        session.add(worker)
    told = (worker.state, worker.detail, worker.progress)
    worker.state, worker.detail, worker.progress, worker.seen_at = state, detail, progress, now()
    session.flush()
    if told != (state, detail, progress):
        events.emit(session, "worker", worker=describe(session))


def leave(session: Session, worker_id: str) -> None:
    """Take the worker off the list."""
    session.execute(delete(Worker).where(Worker.id == worker_id))
    events.emit(session, "worker", worker=describe(session))


JOBS_ALONE = "--jobs-alone"
"""Argument of a worker that makes nothing ready beforehand."""


class WorkerProcess:
    """A worker as a child process, started again whenever it dies.

    It is spawned, never forked: TensorFlow does not survive a fork. It ends by itself when its
    parent is gone.
    """

    def __init__(self, settings: Settings, *, jobs_alone: bool = False) -> None:
        """
        Args:
            settings: of the worker.
            jobs_alone: it does jobs and nothing else; what a job needs is made ready by the job.
        """
        self.settings = settings
        self._more = [JOBS_ALONE] if jobs_alone else []
        self._stopping = threading.Event()
        self._process = self._spawn()
        self._watcher = threading.Thread(target=self._watch, name="watch-worker", daemon=True)
        self._watcher.start()

    @property
    def pid(self) -> int:
        """Process id of the worker that runs now."""
        return self._process.pid

    def _spawn(self) -> subprocess.Popen[bytes]:
        log = Home(self.settings.home).logs / "worker.log"
        environ = {**os.environ, "GRAFT_HOME": str(self.settings.home)}
        with log.open("ab") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "graft.jobs.worker", str(os.getpid()), *self._more],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                env=environ,
            )

    def _watch(self) -> None:
        """Start the worker again when it died; wait longer each time, so a broken one can't spin."""
        pause = 0.5
        while True:
            self._process.wait()
            if self._stopping.wait(pause):
                return
            pause = min(pause * 2, 30)
            self._process = self._spawn()

    def stop(self) -> None:
        """End the worker: politely, and after five seconds without asking."""
        self._stopping.set()
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
