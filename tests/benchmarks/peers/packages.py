"""The peers' packages: fetched on first use into this folder, and nowhere near Graft's own."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from graft.settings import ROOT

HERE = Path(__file__).parent
PYTHON = HERE / "node_modules" / "python"
"""tf2onnx and onnx: under node_modules, so that one line ignores all that was fetched."""


def install() -> None:
    """Fetch what the lock files name, unless the very same is here already.

    Raises:
        SystemExit: a registry is out of reach; the sentence says so.
    """
    locks = [HERE / "package-lock.json", HERE / "requirements.txt"]
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in locks)).hexdigest()
    stamp = HERE / "node_modules" / "peers.stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm = [
        shutil.which("npm") or "npm",
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    hashed = ["--require-hashes", "--target", PYTHON, "-r", HERE / "requirements.txt"]
    for command in ([*npm, "--prefix", HERE], [*pip, *hashed]):
        if subprocess.run(command, cwd=HERE, check=False).returncode:
            raise SystemExit(
                "The peers' packages could not be installed: are the registries of npm and pip within reach?"
            )
    stamp.write_text(wanted)


def versions(*names: str) -> str:
    """Names and versions of packages that :func:`install` put here, or that the page itself is built with."""
    return ", ".join(f"{name} {_version(name)}" for name in names)


def _version(name: str) -> str:
    folder = next(path for path in (HERE, ROOT) if (path / "node_modules" / name).exists())
    return json.loads((folder / "node_modules" / name / "package.json").read_text())["version"]
