"""The worker: TensorFlow warm and waiting, jobs taken one at a time.

Run as ``python -m graft.jobs.worker PARENT_PID [--jobs-alone]``: by ``graft serve`` without, by the command
line with.
A second thread gives the signs of life, so that a long step of TensorFlow doesn't cost the lease.
"""

import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable

from graft.errors import Cancelled, Failure, GraftError
from graft.jobs import queue, workers
from graft.jobs.context import GaveWay, JobContext
from graft.settings import Settings
from graft.storage import events
from graft.storage.database import Database
from graft.storage.home import Home

log = logging.getLogger("graft.worker")

BEAT_SECONDS = 0.5
IDLE_SECONDS = 0.01


class WorkerLoop:
    """Takes jobs until told to stop; embeds new pictures while there is none, unless told to leave that."""

    def __init__(self, settings: Settings, parent: int, *, jobs_alone: bool = False) -> None:
        self.settings = settings
        self.parent = parent
        self.jobs_alone = jobs_alone
        self.home = Home(settings.home).create()
        self.database = Database(self.home.database_url)
        self.database.migrate()
        self.ending = threading.Event()
        self.context: JobContext | None = None
        self._embedded_until = -1
        self.state: tuple[str, str | None, float | None] = ("starting", "Starting TensorFlow", None)
        with self.database.session() as session:
            self.id = workers.register(session)

    def say(self, state: str, detail: str | None = None, progress: float | None = None) -> None:
        """Tell pages what the worker does."""
        self.state = (state, detail, progress)
        with self.database.session() as session:
            workers.update(session, self.id, *self.state)

    def beat(self) -> None:
        """Signs of life, until the end; the end of the parent is the end of the worker."""
        while not self.ending.wait(BEAT_SECONDS):
            if self.parent and os.getppid() != self.parent:
                log.warning("The server is gone: the worker ends.")
                os._exit(0)
            try:
                with self.database.session() as session:
                    workers.update(session, self.id, *self.state)
                    context = self.context
                    if context and not queue.renew(session, context.attempt_id, self.settings):
                        context.stop.set()
            except Exception:
                log.exception("No sign of life could be written; it is tried again.")

    def run(self) -> None:
        """Work until told to stop."""
        threading.Thread(target=self.beat, name="beat", daemon=True).start()
        # TensorFlow takes seconds to import: only here, when the page can already say so.
        from graft.jobs.learner import Learner
        from graft.jobs.tasks import TASKS

        learner = Learner(self.settings, self.home, self.database)
        with contextlib.closing(learner), self.database.watching() as written:
            if not self.jobs_alone:
                self._prepare(learner)
            while not self.ending.is_set():
                if self._take(TASKS, learner):
                    continue
                if self.jobs_alone or not self._embed(learner):
                    self._rest(written)
        with self.database.session() as session:
            workers.leave(session, self.id)

    def _rest(self, written: Callable[[], bool]) -> None:
        """Do nothing until something is written; signs of life are, so that lost leases are found too."""
        while not self.ending.wait(IDLE_SECONDS) and not written():
            pass

    def _prepare(self, learner) -> None:
        """Make the default backbone ready; a failure is told, and told again by the job that needs it."""
        try:
            learner.prepare_default(lambda detail, part: self.say("preparing", detail, part))
            self.say("ready")
        except GraftError as error:
            log.warning("%s: %s", error.code, error.message)
            self.say("ready", error.message[:200])

    def _take(self, tasks, learner) -> bool:
        """Do the next job, if there is one."""
        with self.database.reading() as session:
            if not queue.waiting(session):
                return False
        with self.database.session() as session:
            claimed = queue.claim(session, self.id, self.settings)
        if claimed is None:
            return False
        job, attempt = claimed
        self.context = JobContext(self.database, job, attempt.id)
        self.say("busy", job.kind)
        try:
            result = tasks[job.kind](self.context, learner)
            self._finish("done", result=result)
        except Cancelled:
            self._finish("cancelled")
        except GaveWay:
            with self.database.session() as session:
                queue.give_way(session, attempt.id)
        except GraftError as error:
            self._finish("failed", error=error.as_json())
        except Exception as error:  # a mistake of ours must not take the worker down with it
            log.exception("job %s failed", job.id)
            sentence = (
                f"The {job.kind} job stopped on an error of Graft's own ({type(error).__name__}: {error})."
            )
            self._finish("failed", error=Failure(f"{sentence} The worker's log has the details.").as_json())
        finally:
            self.context = None
            self.say("ready")
        return True

    def _finish(self, status: str, **outcome) -> None:
        assert self.context is not None
        with self.database.session() as session:
            queue.finish(session, self.context.attempt_id, status, **outcome)

    def _embed(self, learner) -> bool:
        """Embed some pictures that wait; looks again only after something happened."""
        with self.database.reading() as session:
            last = events.last_id(session)
        if last == self._embedded_until:
            return False
        try:
            if learner.embed_some(lambda detail, part: self.say("preparing", detail, part)):
                return True
            if self.state[0] != "ready":
                self.say("ready")
            self._embedded_until = last
            return False
        except GraftError as error:
            if self.state[1] != error.message[:200]:
                log.warning("%s: %s", error.code, error.message)
                self.say("ready", error.message[:200])
            self.ending.wait(1)
            return False


def main() -> None:
    """Entry of the worker process."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    parent = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    loop = WorkerLoop(Settings.load(), parent, jobs_alone=workers.JOBS_ALONE in sys.argv)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.ending.set() or (loop.context and loop.context.stop.set()))
    loop.run()


if __name__ == "__main__":
    main()
