"""Chromium on the real server, with a camera that plays a film of ours."""

import contextlib
import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.scenes import jpeg
from tests.server import Running, running

RESULTS = Path(__file__).parent.parent / "results"
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all browser tests; each test makes its own project."""
    with running(tmp_path_factory.mktemp("browser") / "home", GRAFT_WEIGHTS_DIR="") as server:
        yield server


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str | None], Browser]]:
    """One Chromium for each film that a camera plays, and one without a camera; ended with the session."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "The browser tests need Chromium: install your system's package chromium, or set CHROMIUM."
    with sync_playwright() as playwright, contextlib.ExitStack() as open_browsers:

        @functools.cache
        def launch(camera: str | None) -> Browser:
            arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
            if camera:
                file = film(camera, tmp_path_factory.mktemp("film") / f"{camera}.mjpeg")
                arguments += [
                    "--use-fake-ui-for-media-stream",
                    "--use-fake-device-for-media-stream",
                    f"--use-file-for-fake-video-capture={file}",
                ]
            return open_browsers.enter_context(
                playwright.chromium.launch(executable_path=found, args=arguments)
            )

        yield launch


def film(kind: str, path: Path) -> Path:
    """A short film for the fake camera: JPEG pictures one after the other."""
    path.write_bytes(b"".join(jpeg(kind, 1000 + seed, (640, 480)) for seed in range(23)))
    return path


@pytest.fixture
def open_page(chromium: Callable[[str | None], Browser], server: Running) -> Iterator[Callable[..., Page]]:
    """Open the studio as somebody new; ``camera`` names what the fake camera films, else there is none."""
    problems: list[str] = []
    with contextlib.ExitStack() as people:

        def launch(camera: str | None = None, **context: object) -> Page:
            context = {"base_url": server.address, **context}
            page = people.enter_context(chromium(camera).new_context(**context)).new_page()
            page.set_default_timeout(30_000)
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
            return page

        yield launch
    unexpected = [text for text in problems if "Failed to load resource" not in text]
    assert not unexpected, f"the page complained: {unexpected}"


def shoot(page: Page, name: str, full_page: bool = False) -> None:
    """Keep a screenshot for people to look at."""
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"{name}.png", full_page=full_page, animations="disabled")


SCREENS = ((1280, "light"), (1280, "dark"), (390, "light"))


def shoot_screens(page: Page, name: str) -> None:
    """Keep screenshots, wide and narrow, light and dark; nothing may stick out sideways."""
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("scrollTo(0, 0)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
        shoot(page, f"{name}-{scheme}-{width}", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 844})
