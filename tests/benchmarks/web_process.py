"""The web process: how soon it answers, and how much memory it holds."""

import tempfile
import time
from pathlib import Path

from tests.scenes import jpeg
from tests.server import Running, running


def measure(data: Path, weights: Path) -> str:
    """A table of the start, and of memory before and after some work."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with running(home, GRAFT_WEIGHTS_DIR=str(weights)):
            pass  # the database is made, Python's caches are warm
        started = time.perf_counter()
        with running(home, GRAFT_WEIGHTS_DIR=str(weights)) as server:
            answered = time.perf_counter() - started
            fresh = resident(server)
            _work(server)
            busy = resident(server)
    rows = [
        ("start to /healthz, seconds", f"{answered:.2f}"),
        ("resident, fresh, MB", f"{fresh:.0f}"),
        ("resident after 200 uploads and their thumbnails, MB", f"{busy:.0f}"),
    ]
    return "| what | value |\n| --- | --- |\n" + "\n".join(f"| {name} | {value} |" for name, value in rows)


def _work(server: Running) -> None:
    project = server.ask("/api/projects", {"name": "work"})["id"]
    one = server.ask(f"/api/projects/{project}/classes", {"name": "leaf"})["id"]
    for seed in range(200):
        path = f"/api/projects/{project}/examples?class_id={one}"
        server.ask(path, raw=jpeg("leaf", seed, (1280, 960)))


def resident(server: Running) -> float:
    """Megabytes of gunicorn's child, the web process itself, now."""
    return _status(_child(server.process.pid), "VmRSS")


def peak(server: Running) -> float:
    """The same, when it had most."""
    return _status(_child(server.process.pid), "VmHWM")


def worker_peak(server: Running) -> float:
    """Megabytes of the worker, the web process' child, when it had most."""
    return _status(_child(_child(server.process.pid)), "VmHWM")


def _child(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def _status(pid: int, field: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith(f"{field}:"))
    return int(kilobytes) / 1024
