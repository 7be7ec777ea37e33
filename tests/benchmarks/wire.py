"""A wire before a server on loopback: counts what goes over it, and can be as slow as a shared Wi-Fi."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

CHUNK = 2**15


@dataclass(frozen=True)
class Line:
    """What the wire is like."""

    name: str
    delay: float = 0.0
    """Seconds before the server hears of a connection or a request."""
    rate: float = 0.0
    """Bytes a second towards the browser, of all connections together; 0 is as fast as it goes."""


@dataclass
class Wire:
    """Where the browser connects, and what it has cost so far: headers too, and whoever asked."""

    address: str
    line: Line
    received: int = 0
    requests: int = 0
    last: float = 0.0
    """When something last came."""
    _shared: threading.Lock = field(default_factory=threading.Lock)

    def carry(self, data: bytes) -> None:
        """Take as long as the line does for so much."""
        with self._shared:
            self.received += len(data)
            self.last = time.monotonic()
            if self.line.rate:
                time.sleep(len(data) / self.line.rate)

    def until_quiet(self, seconds: float, patience: float = 60) -> None:
        """Wait until nothing has come for so long; return in any case when patience is over."""
        end = time.monotonic() + patience
        while time.monotonic() - self.last < seconds and time.monotonic() < end:
            time.sleep(0.05)


@contextlib.contextmanager
def wired(port: int, line: Line) -> Iterator[Wire]:
    """A wire to the server at ``port`` of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    wire = Wire(f"http://127.0.0.1:{listener.getsockname()[1]}", line)
    threading.Thread(target=_accept, args=(listener, port, wire), daemon=True).start()
    try:
        yield wire
    finally:
        listener.close()


def _accept(listener: socket.socket, port: int, wire: Wire) -> None:
    with contextlib.suppress(OSError):
        while True:
            browser, _ = listener.accept()
            threading.Thread(target=_connect, args=(browser, port, wire), daemon=True).start()


def _connect(browser: socket.socket, port: int, wire: Wire) -> None:
    time.sleep(wire.line.delay)
    with browser, socket.create_connection(("127.0.0.1", port)) as server:
        for end in (browser, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_down, args=(server, browser, wire), daemon=True).start()
        with contextlib.suppress(OSError):
            while data := browser.recv(CHUNK):
                wire.requests += data.count(b" HTTP/1.1\r\n")
                time.sleep(wire.line.delay)
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)


def _down(server: socket.socket, browser: socket.socket, wire: Wire) -> None:
    with contextlib.suppress(OSError):
        while data := server.recv(CHUNK):
            wire.carry(data)
            browser.sendall(data)
        browser.shutdown(socket.SHUT_WR)
