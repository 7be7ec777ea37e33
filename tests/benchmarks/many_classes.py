"""A head on many classes of small photographs: 2,000 of 20, and 20,000 of 100, embedded before.

They are ``tiny-imagenet.zip``'s. Seconds are the run's own account, from the worker's taking it up to the
published version.
"""

import os
import statistics
import tempfile
from pathlib import Path

from tests.benchmarks.studio import some_of
from tests.benchmarks.web_process import worker_peak
from tests.server import Running, running, wait_for

ARCHIVE = "tiny-imagenet.zip"
SETS = ((20, 100), (100, 200))
"""Classes, and pictures of each."""
TRAININGS = 5
HOUR = 3600.0
"""Seconds after which what is waited for has failed."""


def measure(data: Path, weights: Path) -> str:
    """A table of trainings, each set on a server of its own."""
    if not (data / ARCHIVE).exists():
        return f"Not measured: there is no {ARCHIVE} in the folder of pictures."
    rows = [_row(data / ARCHIVE, weights, classes, each) for classes, each in SETS]
    head = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {TRAININGS} trainings of each."
    columns = ["pictures", "classes", "first, s", "median, s", "slowest, s", "accuracy", "worker at most, MB"]
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join([head, "", *(f"| {' | '.join(line)} |" for line in lines)])


def _row(archive: Path, weights: Path, classes: int, each: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        some = some_of(archive, each, Path(folder) / "some.zip", classes)
        with running(Path(folder) / "home", GRAFT_WEIGHTS_DIR=str(weights)) as server:
            server.until_ready()
            project = server.ask("/api/projects", {"name": "many"})["id"]
            path = f"/api/projects/{project}"
            job = server.ask(f"{path}/imports?file_name=some.zip", raw=some.read_bytes())["job"]
            added = server.until_ended(job["id"], HOUR)["result"]["added"]
            wait_for("embedding", lambda: server.ask(path)["embedded"] == added, HOUR)
            took, accuracy = zip(*(_train(server, path) for _ in range(TRAININGS)), strict=True)
            memory = worker_peak(server)
    figures = [f"{took[0]:.2f}", f"{statistics.median(took):.2f}", f"{max(took):.2f}"]
    return [f"{added:,}", str(classes), *figures, f"{statistics.median(accuracy):.3f}", f"{memory:.0f}"]


def _train(server: Running, path: str) -> tuple[float, float]:
    """Seconds of a training, and its accuracy on the pictures it kept aside."""
    job = server.until_ended(server.ask(f"{path}/runs", {"strategy": "head"})["job"]["id"], HOUR)
    assert job["status"] == "done", job
    return job["result"]["seconds"]["total"], job["result"]["metrics"]["test"]["accuracy"]
