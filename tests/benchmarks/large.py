"""20,000 pictures: imported, listed, filtered, scrolled through, trained on.

They are drawn from a seed: blotches in the colours of their class, 320 × 240 pixels. The zip goes to the
real server as when it is dropped on the page; then Chromium scrolls the page of the largest class.
"""

import io
import os
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image
from tests.benchmarks.large_grid import scroll
from tests.benchmarks.studio import browser
from tests.benchmarks.web_process import peak, resident
from tests.server import Running, running

CLASSES = {"meadow": 16_000, "moss": 1_000, "fern": 1_000, "reed": 1_000, "bark": 1_000}
PICTURES = sum(CLASSES.values())
TIMES = 15
"""How often each request is asked for its median."""
HOUR = 3600.0
"""Seconds after which the import, or what follows it, has failed."""

Row = tuple[str, str]


def measure(data: Path, weights: Path) -> str:
    """A table of all of it; no data is needed, since the pictures are drawn."""
    with tempfile.TemporaryDirectory() as folder:
        archive, home = Path(folder) / "large.zip", Path(folder) / "home"
        draw(archive)
        with running(home, GRAFT_WEIGHTS_DIR=str(weights)) as server:
            server.until_ready()
            project = server.ask("/api/projects", {"name": "large"})["id"]
            rows = [*_import(server, project, archive), *_embed(server, project)]
            rows += [*_ask(server, project), *_train(server, project)]
            one = largest(server, project)
            with browser(server) as page:
                rows += scroll(page, f"/p/{project}", f"/p/{project}/c/{one}")
            rows.append(("web process at most, MB", f"{peak(server):.0f}"))
    head = f"{PICTURES:,} pictures, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}."
    return "\n".join([head, "", "| what | value |", "| --- | --- |", *(f"| {a} | {b} |" for a, b in rows)])


def draw(archive: Path) -> None:
    """A zip of class folders; every picture is another."""
    todo = [(kind, seed) for kind, many in CLASSES.items() for seed in range(many)]
    with zipfile.ZipFile(archive, "w") as target, ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(todo), 500):
            some = todo[start : start + 500]
            for (kind, seed), data in zip(some, pool.map(lambda one: _picture(*one), some), strict=True):
                target.writestr(f"{kind}/{seed:05}.jpg", data)


def _picture(kind: str, seed: int) -> bytes:
    place = list(CLASSES).index(kind)
    random = np.random.default_rng([place, seed])
    base = np.random.default_rng(place).integers(40, 200, 3)
    blotches = np.clip(base + random.integers(-90, 90, (6, 8, 3)), 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(blotches).resize((320, 240), Image.Resampling.BICUBIC).save(file, "JPEG", quality=85)
    return file.getvalue()


def _import(server: Running, project: str, archive: Path) -> Iterator[Row]:
    """From sending the zip to the end of its job."""
    begun = time.perf_counter()
    job = server.ask(f"/api/projects/{project}/imports?file_name=large.zip", raw=archive.read_bytes())["job"]
    job = server.until_ended(job["id"], HOUR)
    seconds = time.perf_counter() - begun
    assert job["result"]["added"] == PICTURES, job
    yield "import, pictures a second", f"{PICTURES / seconds:.0f}"
    yield "web process after it, MB", f"{resident(server):.0f}"


def _embed(server: Running, project: str) -> Iterator[Row]:
    """Until every picture has its feature vector; the import has left the worker none of them."""
    begun = time.perf_counter()
    while server.ask(f"/api/projects/{project}")["embedded"] < PICTURES:
        time.sleep(1)  # the question costs something too
    yield "embedding, pictures a second", f"{PICTURES / (time.perf_counter() - begun):.0f}"


def _ask(server: Running, project: str) -> Iterator[Row]:
    """Medians of what pages ask for."""
    path = f"/api/projects/{project}"
    one = largest(server, project)
    other = next(row["id"] for row in server.ask(f"{path}/classes")["items"] if row["id"] != one)
    newest = server.ask(f"{path}/examples?limit=200&class_id={one}")
    ids = [row["id"] for row in newest["items"]]
    moves = iter([other, one] * TIMES)
    asked: dict[str, Callable[[], object]] = {
        "project with its counts": lambda: server.ask(path),
        "all projects": lambda: server.ask("/api/projects"),
        "classes with their counts": lambda: server.ask(f"{path}/classes"),
        "first 100 of all": lambda: server.ask(f"{path}/examples?limit=100"),
        "first 100 of a class": lambda: server.ask(f"{path}/examples?limit=100&class_id={one}"),
        "last 100 of a class": lambda: server.ask(
            f"{path}/examples?limit=100&class_id={one}&offset={max(CLASSES.values()) - 100}"
        ),
        "first 100 of a split": lambda: server.ask(f"{path}/examples?limit=100&split=auto"),
        "move 200": lambda: server.ask(f"{path}/examples/move", {"ids": ids, "class_id": next(moves)}),
        "remove 200 and restore them": lambda: [
            server.ask(f"{path}/examples/{what}", {"ids": ids}) for what in ("remove", "restore")
        ],
    }
    for name, ask in asked.items():
        yield f"{name}, milliseconds", f"{_median(ask):.1f}"


def _median(ask: Callable[[], object]) -> float:
    """Milliseconds."""
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - begun))
    return statistics.median(took)


def largest(server: Running, project: str) -> str:
    """Id of the class with most pictures."""
    return max(server.ask(f"/api/projects/{project}/classes")["items"], key=lambda row: row["examples"])["id"]


def _train(server: Running, project: str) -> Iterator[Row]:
    """A head on all of them."""
    begun = time.perf_counter()
    job = server.ask(f"/api/projects/{project}/runs", {"strategy": "head"})["job"]
    asked = time.perf_counter() - begun
    job = server.until_ended(job["id"], HOUR)
    assert job["status"] == "done", job
    yield "asking for a training, milliseconds", f"{1000 * asked:.0f}"
    for phase, seconds in job["result"]["seconds"].items():
        yield f"training, {phase}, seconds", f"{seconds:.2f}"
    runs = lambda: server.ask(f"/api/projects/{project}/runs")  # noqa: E731
    yield "list of its runs, milliseconds", f"{_median(runs):.1f}"
