"""``graft serve``: the web process under gunicorn, and the worker beside it."""

import socket
import sys

from apiflask import APIFlask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from graft.app import create_app
from graft.errors import BadParameter, PortTaken
from graft.jobs.workers import WorkerProcess
from graft.settings import LOOPBACK, Settings

GRACE_SECONDS = 20
"""For requests to end, and for the worker, which is asked for five seconds and then ended: at most."""


class _Threads(ThreadWorker):
    """gunicorn's process of threads. Open pages' events would never end by themselves: they end first."""

    def handle_exit(self, sig, frame) -> None:
        """SIGTERM: end when the requests have."""
        self._end_events()
        super().handle_exit(sig, frame)

    def handle_quit(self, sig, frame) -> None:
        """SIGINT and SIGQUIT: end."""
        self._end_events()
        super().handle_quit(sig, frame)

    def _end_events(self) -> None:
        app = getattr(self, "wsgi", None)  # not there yet while it starts
        if app is not None:
            app.extensions["graft"].watch.end()


class Server(BaseApplication):
    """gunicorn with one process of many threads; it starts the worker and ends it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.worker: WorkerProcess | None = None
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn our settings."""
        host = f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host
        options = {
            "bind": [f"{host}:{self.settings.port}"],
            "workers": 1,
            "worker_class": _Threads,
            "threads": self.settings.threads,
            "timeout": 0,  # a slow upload on one thread is no reason to end all of them
            "graceful_timeout": GRACE_SECONDS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._start_worker,
            "worker_exit": self._stop_worker,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> APIFlask:  # type: ignore[override]
        """Make the application, in gunicorn's child."""
        return create_app(self.settings)

    def _start_worker(self, _worker: object) -> None:
        self.worker = WorkerProcess(self.settings)

    def _stop_worker(self, _server: object, _worker: object) -> None:
        if self.worker is not None:
            self.worker.stop()


def check(settings: Settings) -> None:
    """See that the server can start.

    Raises:
        BadParameter: an address that others reach, and no token.
        PortTaken: another program listens there.
    """
    if settings.host not in LOOPBACK and not settings.token:
        raise BadParameter(
            f"Listening on {settings.host} lets others in, so it needs a token: "
            "set GRAFT_TOKEN, or listen on 127.0.0.1.",
            host=settings.host,
        )
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise PortTaken(
                f"Port {settings.port} of {settings.host} is taken ({error.strerror}). "
                f"Stop the other program, or choose another port: graft serve --port {settings.port + 1}.",
                port=settings.port,
            ) from error


def serve(settings: Settings) -> None:
    """Serve until interrupted."""
    check(settings)
    sys.argv = sys.argv[:1]  # gunicorn must not read our arguments
    Server(settings).run()
