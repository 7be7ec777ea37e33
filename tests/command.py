"""The ``graft`` command called in the tests' own process, and a worker that stays warm between its calls."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.server import wait_for

from graft.cli import main
from graft.jobs import workers
from graft.settings import Settings
from graft.storage.database import Database
from graft.storage.home import Home


@dataclass(frozen=True)
class Command:
    """``graft`` with a home folder of its own."""

    home: Path

    def __call__(self, *arguments: object, status: int = 0) -> Result:
        environ = {"GRAFT_HOME": str(self.home), "GRAFT_WEIGHTS_DIR": ""}
        done = CliRunner(env=environ).invoke(main, [str(argument) for argument in arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == status, done.stderr
        return done

    @contextlib.contextmanager
    def worker(self) -> Iterator[None]:
        """A worker for all that is asked meanwhile; else each command that needs one starts its own."""
        home = Home(self.home).create()
        database = Database(home.database_url)
        database.migrate()

        def alive() -> bool:
            with database.reading() as session:
                return workers.describe(session) != workers.ABSENT

        with pytest.MonkeyPatch.context() as environ:
            environ.setenv("GRAFT_WEIGHTS_DIR", "")
            process = workers.WorkerProcess(replace(Settings.load(), home=home.path))
        try:
            wait_for("the worker's first sign of life", alive)
            yield
        finally:
            process.stop()
            database.close()
