"""Folders served to isolated pages of headless Chromium, on loopback only."""

import contextlib
import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


class _Isolated(http.server.SimpleHTTPRequestHandler):
    """Serves a folder to an isolated page: threads need that. Where a file's .br is there, it sends that."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> Any:
        path = self.translate_path(self.path)
        file = Path(f"{path}.br")
        if not file.is_file():
            return super().send_head()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(file.stat().st_size))
        self.end_headers()
        return file.open("rb")

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=31536000")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing: standard error is for what matters."""


@contextlib.contextmanager
def served(folder: Path, links: dict[str, Path]) -> Iterator[str]:
    """The address of ``folder``, in which each of ``links`` shows another folder under a name."""
    for name, target in links.items():
        (folder / name).symlink_to(target)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Isolated, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Headless Chromium that looks for nothing by itself."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    arguments = ["--no-sandbox", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
