"""``graft doctor``: what a working installation needs, looked at one by one."""

import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.exc import DatabaseError

from graft.backbones import catalogue
from graft.errors import GraftError
from graft.settings import Settings
from graft.storage.database import Database
from graft.storage.home import Home

LEAST_FREE_BYTES = 2**30


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it stands, and what to do when it is not well."""

    what: str
    well: bool
    found: str
    cure: str = ""

    def as_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self)


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; nothing is changed but the home folder made."""
    return [
        _python(),
        _node(),
        _file("page", settings.web_dir / "dist" / "index.html"),
        _file("parity program", settings.web_dir / "dist-node" / "parity.js"),
        _home(settings),
        _backbone(settings),
        _tensorflow(),
    ]


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", (3, 11) <= sys.version_info[:2] <= (3, 12), found, "Use Python 3.11 or 3.12.")


def _node() -> Finding:
    node = shutil.which("node")
    if node is None:
        return Finding("Node", False, "not found", "Install Node 20 or later.")
    found = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    well = found.startswith("v") and int(found[1:].split(".")[0]) >= 20
    return Finding("Node", well, found, "Install Node 20 or later.")


def _file(what: str, path: Any) -> Finding:
    return Finding(what, path.is_file(), "built" if path.is_file() else "missing", "Run: npm run setup")


def _home(settings: Settings) -> Finding:
    try:
        home = Home(settings.home).create()
        Database(home.database_url).migrate()
    except DatabaseError as error:
        found = f"{settings.home}, its database can't be used: {error.orig}"
        return Finding("home folder", False, found, "Put a copy from before in the place of graft.db.")
    except (OSError, GraftError) as error:
        return Finding("home folder", False, str(error), "Set GRAFT_HOME to a folder that can be written.")
    free = shutil.disk_usage(settings.home).free
    found = f"{settings.home}, {free / 2**30:.1f} GB free"
    return Finding("home folder", free > LEAST_FREE_BYTES, found, "Free some space: 1 GB at least.")


def _backbone(settings: Settings) -> Finding:
    try:
        backbone = catalogue.default_backbone(settings)
        path = catalogue.weights_path(backbone, settings)
    except GraftError as error:
        return Finding(
            "default backbone", False, error.message, "Restore the models folder of the repository."
        )
    return Finding(
        "default backbone", path.exists(), backbone.name, "Restore the models folder of the repository."
    )


def _tensorflow() -> Finding:
    """Import it in a process of its own: this one stays small."""
    code = "import tensorflow, tf_keras; print(tensorflow.__version__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    found = done.stdout.strip() or (done.stderr.strip().splitlines() or ["no answer"])[-1]
    return Finding("TensorFlow", done.returncode == 0, found, "Run: npm run setup")
