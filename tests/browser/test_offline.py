"""The page without its server opens, predicts and keeps new pictures; with it, no page is older than it."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, Route, expect
from tests.browser.conftest import shoot_screens
from tests.browser.person import card, pictures, show, teach
from tests.browser.test_states import given_project
from tests.server import wait_for
from werkzeug.serving import make_server

from graft.app import create_app
from graft.settings import ROOT, Settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REGISTERED_WHEN_LET = """{
  const container = navigator.serviceWorker;
  const register = container.register.bind(container);
  const allowed = new Promise((resolve) => { window.letIn = resolve; });
  container.register = async (url) => { await allowed; return register(url); };
}"""
MISSING = """async (paths) => {
  const kept = await Promise.all(paths.map((path) => caches.match(path)));
  return paths.filter((_, at) => !kept[at]);
}"""


def test_a_project_opens_and_predicts_without_the_server(open_page, server):
    page = open_page(viewport={"width": 1280, "height": 844})
    project = given_project(server, "On a train", ("tomato", "leaf"), 8)
    page.goto(f"/p/{project}")
    tomato, said = teach(page, server)
    versions = f"/api/projects/{project}/versions"
    manifest = f"{versions}/1/manifest"
    backbone, head = (f"/artifacts/{server.ask(manifest)[part]['model']}" for part in ("backbone", "head"))
    # All of it after one visit: the page has never been reloaded.
    until_kept(page, [versions, manifest, backbone, head])

    page.context.set_offline(True)
    page.reload()
    expect(card(page, "leaf")).to_contain_text("8 pictures")
    expect(page.get_by_text("Graft isn’t answering. This is how it was")).to_be_visible()
    assert page.evaluate("crossOriginIsolated"), "threads of wasm need the headers that came with the page"
    assert show(page, tomato) == pytest.approx(said, abs=1e-4)
    expect(page.locator(".answer-foot")).to_contain_text("Version 1")
    page.get_by_label("Picture files for leaf").set_input_files(pictures("leaf", range(20, 23)))
    expect(card(page, "leaf")).to_contain_text("3 waiting")
    shoot_screens(page, "offline")

    page.context.set_offline(False)
    expect(card(page, "leaf")).to_contain_text("11 pictures")
    expect(page.get_by_text("Graft isn’t answering")).to_have_count(0)


def test_what_is_under_way_as_the_service_worker_takes_over_is_kept(open_page, server):
    page = open_page()
    project = given_project(server, "Slow lines", ("tomato", "leaf"), 8)
    page.add_init_script(REGISTERED_WHEN_LET)
    held: list[Route] = []
    page.route("**/manifest", lambda route: held.append(route))
    page.goto(f"/p/{project}")
    teach(page, server)
    # Playwright tells of requests only while it is asked something.
    wait_for("the page asking for the manifest", lambda: page.evaluate("true") and held)
    page.evaluate("letIn()")
    until_controlled(page)
    held[0].continue_()
    until_kept(page, [f"/api/projects/{project}/versions/1/manifest"])


@dataclass
class Served:
    """A web process without a worker, and the folder of its page."""

    address: str
    dist: Path


@pytest.fixture
def served(tmp_path) -> Iterator[Served]:
    """A server whose page the test may change, as a new build does."""
    shutil.copytree(ROOT / "web/dist", tmp_path / "web/dist")
    app = create_app(Settings(home=tmp_path / "home", web_dir=tmp_path / "web"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.server_port}", tmp_path / "web/dist")
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["graft"].database.close()


def answered(response: Response | None) -> Response:
    """The answer to a navigation; there is one."""
    assert response
    return response


def until_controlled(page: Page) -> None:
    """Wait until a service worker answers for the page."""
    wait_for("a service worker", lambda: page.evaluate("navigator.serviceWorker.controller !== null"))


def until_kept(page: Page, paths: list[str]) -> None:
    """Wait until the service worker has kept all of them."""
    wait_for(f"keeping {', '.join(paths)}", lambda: not page.evaluate(MISSING, paths))


def rebuild(served: Served, title: str) -> None:
    """A new build: another page, and a service worker that knows it."""
    for name, before, after in (
        ("index.html", "<title>Graft</title>", f"<title>{title}</title>"),
        ("service-worker.js", '"url":"/index.html","revision":"', f'"url":"/index.html","revision":"{title}'),
    ):
        (served.dist / f"{name}.br").unlink(missing_ok=True)
        text = (served.dist / name).read_text()
        assert before in text
        (served.dist / name).write_text(text.replace(before, after))


PRECACHED = """async () => {
  const page = await caches.match("/index.html", { ignoreSearch: true });
  return (await page?.text())?.match(/<title>(.*?)</)[1];
}"""


def until_precached(page: Page, title: str) -> None:
    """Wait until the page with this title is the one that is kept."""
    wait_for(f"keeping the page {title}", lambda: page.evaluate(PRECACHED) == title)


def test_a_new_build_is_there_with_the_next_page_and_kept_for_later(open_page, served):
    page = open_page(base_url=served.address)
    page.goto("/")
    until_controlled(page)
    until_precached(page, "Graft")
    rebuild(served, "Newer")
    first = answered(page.reload())
    assert "<title>Newer" in first.text(), "an older page than the server's"
    until_precached(page, "Newer")
    page.context.set_offline(True)
    again = answered(page.reload())
    assert "<title>Newer" in again.text()
    assert again.header_value("cross-origin-embedder-policy") == "require-corp"
    assert "script-src 'self'" in (again.header_value("content-security-policy") or "")


def test_a_token_in_the_address_reaches_the_server(open_page, served):
    page = open_page(base_url=served.address)
    page.goto("/")
    until_controlled(page)
    assert not answered(page.goto("/?token=secret")).from_service_worker
    assert answered(page.goto("/")).from_service_worker, "so the one before did not by chance"
