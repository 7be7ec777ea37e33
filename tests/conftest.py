"""What all tests share: the assets folder, and a home folder of their own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from tests.command import Command
from tests.server import GRAFT

from graft.settings import ROOT, Settings
from graft.storage.database import Database
from graft.storage.home import Home

hypothesis.settings.register_profile("graft", deadline=None)  # no test asserts how long something takes
hypothesis.settings.load_profile("graft")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: begun last, one of them would keep everybody waiting."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def assets() -> Path:
    """Real weights and photographs, where the machine has them."""
    folder = ROOT.parent / "shared" / "assets"
    if not folder.is_dir():
        pytest.skip("real weights and photographs are not on this machine")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a fresh home folder."""
    return Settings(home=tmp_path / "home")


@pytest.fixture
def home(settings: Settings) -> Home:
    """The fresh home folder."""
    return Home(settings.home).create()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database's file, made once: migrating takes most of a second."""
    home = Home(tmp_path_factory.mktemp("empty")).create()
    database = Database(home.database_url)
    database.migrate()
    database.close()
    return home.path / "graft.db"


@pytest.fixture
def database(home: Home, empty_database: Path) -> Iterator[Database]:
    """A fresh database in it."""
    shutil.copy(empty_database, home.path / "graft.db")
    database = Database(home.database_url)
    yield database
    database.close()


@pytest.fixture
def graft(tmp_path):
    """Run the command in a home folder of its own, as a process: the way people do."""

    def run(*arguments: object, status: int = 0, weights: object = "") -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "GRAFT_HOME": str(tmp_path / "home"), "GRAFT_WEIGHTS_DIR": str(weights)}
        done = subprocess.run(
            [GRAFT, *map(str, arguments)], capture_output=True, text=True, env=environ, check=False
        )
        assert done.returncode == status, done.stderr
        return done

    return run


@pytest.fixture
def command(tmp_path):
    """The same in this process, a second quicker; a worker, where one is needed, is a process still."""
    return Command(tmp_path / "home")
