"""House rules, held by reading the source: who may import whom, and what the web process never loads."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import graft

PACKAGE = Path(graft.__file__).parent

MAY_IMPORT = {
    "storage": {"storage", "settings", "errors"},
    "datasets": {"datasets", "storage", "settings", "errors"},
    "releases": {"releases", "storage", "settings", "errors"},
    "backbones": {"backbones", "datasets", "releases", "storage", "settings", "errors"},
    "training": {"training", "backbones", "datasets", "releases", "storage", "settings", "errors"},
    "exporting": {"exporting", "backbones", "datasets", "releases", "storage", "settings", "errors"},
}
"""Rooms and the rooms they may use; the others may use any that is free of TensorFlow."""
TENSORFLOW_ROOMS = {"backbones", "training", "exporting"}
HEAVY = {"tensorflow", "tf_keras", "tensorflow_hub", "tensorflowjs", "ai_edge_litert", "sklearn", "scipy"}


def sources() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_rooms_import_only_what_they_may(path: Path) -> None:
    allowed = MAY_IMPORT.get(room(path))
    if allowed is None:
        return
    used = {name.split(".")[1] for name in imported(path) if name.startswith("graft.")}
    assert used <= allowed | {"__version__"}, f"{path.name} may not import {used - allowed}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_tensorflow_stays_in_its_rooms(path: Path) -> None:
    heavy = {name.split(".")[0] for name in imported(path)} & HEAVY
    if room(path) not in TENSORFLOW_ROOMS and path.name != "learner.py":
        assert not heavy, f"{path.name} imports {heavy}"


@pytest.mark.parametrize("module", ["graft.app", "graft.cli", "graft.serve"])
def test_web_process_and_command_line_never_load_tensorflow(module: str) -> None:
    code = f"import {module}, sys; print(sorted({{m.split('.')[0] for m in sys.modules}} & {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_room_is_called_by_a_word_for_everything() -> None:
    names = {path.stem for path in sources()} | {path.parent.name for path in sources()}
    assert not names & {"utils", "helpers", "common", "misc"}
