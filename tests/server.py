"""The real server on a free port, as a user starts it."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GRAFT = Path(sys.executable).with_name("graft")
TIED = ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()
"""Ends with whoever began it, even one that is killed: no server outlives its tests where that can be had."""
PATIENCE = 180
"""Seconds after which a wait has failed; only a test that fails waits so long."""


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what: str, look, patience: float = PATIENCE) -> Any:
    """Look again and again until the answer is true; fail naming ``what``."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {patience} s")


@dataclass
class Running:
    """A server that runs."""

    address: str
    home: Path
    process: subprocess.Popen[bytes]

    def ask(self, path: str, data: Any = None, method: str | None = None, raw: bytes | None = None) -> Any:
        """A request; the answer's JSON. Errors come back as JSON too."""
        body = raw if raw is not None else None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self.address + path, body, method=method)
        request.add_header("Content-Type", "application/json" if raw is None else "application/octet-stream")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            text = error.read()
        return json.loads(text) if text else None

    def answers(self) -> bool:
        """Whether the web process answers."""
        with contextlib.suppress(OSError):
            return self.ask("/healthz") == {"status": "ok"}
        return False

    def worker(self) -> dict[str, Any]:
        """The worker's state."""
        return self.ask("/api/status")["worker"]

    def until_ready(self) -> None:
        """Wait for the worker."""
        wait_for("the worker being ready", lambda: self.worker()["state"] == "ready")

    def until_ended(self, job_id: str, patience: float = PATIENCE) -> dict[str, Any]:
        """Wait for a job to end, and return it."""
        ended = ("done", "failed", "cancelled")
        look = lambda: (job := self.ask(f"/api/jobs/{job_id}"))["status"] in ended and job  # noqa: E731
        return wait_for("the job's end", look, patience)

    def logs(self) -> str:
        """What server and worker printed."""
        return "\n".join(path.read_text(errors="replace")[-4000:] for path in self.home.rglob("*.log"))


@contextlib.contextmanager
def running(home: Path, **environ: str) -> Iterator[Running]:
    """Start the server on a free port; end it, and every process of it, afterwards."""
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environ = {**os.environ, "GRAFT_HOME": str(home), **environ}
    with (home / "serve.log").open("wb") as log:
        command = [*TIED, GRAFT, "serve", "--port", str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environ)
    server = Running(f"http://127.0.0.1:{port}", home, process)
    try:
        wait_for("the server's answer", server.answers, 60)
        yield server
    except BaseException:
        print(server.logs())
        raise
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
