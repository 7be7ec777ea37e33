"""The page offers better weights, fetches them when asked, and says what to do when that fails."""

import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.backbones.networks import randomise
from tests.browser.conftest import shoot
from tests.browser.person import WHILE_LEARNING
from tests.browser.test_states import given_project
from tests.server import Running, running

from graft.backbones import builders, catalogue
from graft.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Weights(ThreadingHTTPServer):
    """Serves one file, once there is one."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.file: Path | None = None


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        file = self.server.file  # type: ignore[attr-defined]
        if file is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(file.stat().st_size))
        self.end_headers()
        self.wfile.write(file.read_bytes())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def weights() -> Iterator[Weights]:
    server = Weights()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def server(tmp_path: Path, weights: Weights) -> Iterator[Running]:
    """A server whose catalogue names our own address for all weights."""
    models = tmp_path / "models"
    shutil.copytree(Settings().models_dir, models)
    catalogue_file = models / "catalogue.toml"
    here = f"http://127.0.0.1:{weights.server_port}/"
    text, count = re.subn(r'(?m)^url = "https://[^"]*"', f'url = "{here}"', catalogue_file.read_text())
    assert count > 5
    catalogue_file.write_text(text)
    with running(tmp_path / "home", GRAFT_WEIGHTS_DIR="", GRAFT_MODELS_DIR=str(models)) as server:
        yield server


def test_better_weights_are_offered_and_fetched(
    server: Running, weights: Weights, open_page, tmp_path: Path
) -> None:
    best = catalogue.better_backbone(Settings(home=tmp_path))
    assert best is not None
    project = given_project(server, "Features")
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto(f"/p/{project}")
    page.get_by_role("button", name="Fetch ImageNet weights").click()
    expect(page.get_by_role("alert")).to_contain_text("GRAFT_WEIGHTS_DIR", timeout=WHILE_LEARNING)
    shoot(page, "weights-refused")

    model = builders.application(best, top=False)
    randomise(model)
    model.save_weights(tmp_path / best.weights_file)
    weights.file = tmp_path / best.weights_file
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("ImageNet weights are here")).to_be_visible(timeout=WHILE_LEARNING)
    expect(page.get_by_text("a network trained on ImageNet sees more")).to_have_count(0)
    assert server.ask(f"/api/projects/{project}")["backbone"] == best.name
    assert server.ask("/api/status")["better"] is None
