"""A pretrained network is asked what a picture shows, in the browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import shoot
from tests.browser.person import WHILE_LEARNING, picture
from tests.scenes import jpeg
from tests.server import Running, running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAID = {"cat.bmp": "Egyptian cat", "hot_dog.jpg": "hotdog", "parrot.jpg": "macaw", "sunflower.bmp": "daisy"}
"""What MobileNet v2 says of the shared pictures; ImageNet has no sunflower."""


@pytest.fixture
def knowing(assets: Path, tmp_path: Path) -> Iterator[Running]:
    """A server that has real weights with their classifier."""
    with running(tmp_path / "home", GRAFT_WEIGHTS_DIR=str(assets / "weights")) as server:
        yield server


def ask(page: Page, file) -> None:
    page.get_by_label("Picture to name").set_input_files([file])


def test_without_weights_the_page_offers_to_fetch_them(server: Running, open_page) -> None:
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto("/")
    page.get_by_role("link", name="a pretrained network").click()
    expect(page.get_by_role("button", name="Fetch mobilenet_v2_100_224")).to_be_visible()
    ask(page, picture("tomato.jpg", jpeg("tomato", 1)))
    expect(page.get_by_alt_text("The one the network is looking at")).to_be_visible()
    expect(page.get_by_test_id("names")).to_have_count(0)
    shoot(page, "pretrained-absent")


def test_real_pictures_are_named_in_the_browser(knowing: Running, open_page, assets: Path) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, base_url=knowing.address)
    page.goto("/pretrained")
    expect(page.get_by_text("Ready. Show it a picture.")).to_be_visible(timeout=WHILE_LEARNING)
    names = page.get_by_test_id("names").get_by_role("listitem")
    for file, said in SAID.items():
        ask(page, assets / "pictures" / file)
        expect(names.first).to_contain_text(said)
        expect(names).to_have_count(5)
    shoot(page, "pretrained")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 800})
    shoot(page, "pretrained-dark-phone")
