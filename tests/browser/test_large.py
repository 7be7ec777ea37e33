"""A class of many pictures: all can be reached, selected and removed, while only those in view are drawn."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import SCREENS, shoot
from tests.server import Running

from graft.datasets import imports, projects
from graft.settings import Settings
from graft.storage.database import Database
from graft.storage.home import Home

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MANY = 1_200
DRAWN = 150
"""List items in the document, at most; the window has room for a third of them."""

NARROWER = """list => {
  list.style.width = '60%';
  const within = list.scrollWidth <= list.clientWidth;
  list.style.width = '';
  return within;
}"""
"""Asked before anything that watches sizes is told."""


FLING = """() => new Promise((done) => {
  let before = performance.now();
  const step = (now) => {
    scrollBy(0, 12 * (now - before));
    before = now;
    if (scrollY + innerHeight < document.documentElement.scrollHeight) return requestAnimationFrame(step);
    done();
  };
  requestAnimationFrame(step);
})"""
"""To the end, twelve pixels a millisecond."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zip of one class folder, all colours of the rainbow."""
    path = tmp_path_factory.mktemp("many") / "many.zip"
    with zipfile.ZipFile(path, "w") as target:
        for number in range(MANY):
            file = io.BytesIO()
            colour = (number * 255 // MANY, 90 + number % 50, 170)
            Image.new("HSV", (24, 24), colour).convert("RGB").save(file, "PNG")
            target.writestr(f"many/{number:04}.png", file.getvalue() + b"%d" % number)
    return path


def open_many(page: Page, server: Running, archive: Path, name: str) -> str:
    """A project of the class ``many``, and the page on it; the project's id."""
    database = Database(Home(server.home).database_url)
    with database.session() as session:
        project = projects.create(session, name).id
    settings = Settings(home=server.home)
    blobs = Home(server.home).blobs
    imports.import_path(database, blobs, settings, project, archive, lambda done, total: None, lambda: False)
    database.close()
    one = server.ask(f"/api/projects/{project}/classes")["items"][0]["id"]
    page.goto(f"/p/{project}/c/{one}")
    expect(nth(page, 1).locator("img")).to_be_visible()
    return project


def nth(page: Page, place: int) -> Locator:
    """A picture by its place, counted from one."""
    return page.get_by_role("button", name=f"Picture {place} of many", exact=True)


def grid(page: Page) -> Locator:
    return page.get_by_role("list", name="Pictures of many")


def drawn(page: Page) -> int:
    return grid(page).get_by_role("listitem").count()


def to_end(page: Page) -> None:
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(nth(page, MANY).locator("img")).to_be_visible()


def test_the_end_is_a_jump_away_and_only_what_is_seen_is_drawn(open_page, server, archive):
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "offset=" in request.url else None)
    open_many(page, server, archive, "Far")
    expect(page.get_by_text(f"{MANY:,} pictures")).to_be_visible()
    assert drawn(page) < DRAWN
    assert grid(page).evaluate(NARROWER), "a cell is beyond a grid that was just made narrower"
    height = grid(page).evaluate("list => list.offsetHeight")
    to_end(page)
    expect(nth(page, 1)).to_be_visible()  # where the keyboard is stays, though out of sight
    assert drawn(page) < DRAWN
    assert grid(page).evaluate("list => list.offsetHeight") == height, "the scrollbar was true from the start"
    assert nth(page, MANY).get_attribute("title") == "0000.png", "the first that came is the last"
    expect(grid(page).get_by_role("listitem").last).to_have_attribute("aria-setsize", str(MANY))
    assert {int(url.split("offset=")[1].split("&")[0]) for url in asked} <= {0, 100, MANY - 200, MANY - 100}
    page.evaluate("scrollTo(0, 0)")
    expect(nth(page, 3).locator("img")).to_be_visible()
    assert drawn(page) < DRAWN


def test_pictures_that_fly_by_are_not_fetched(open_page, server, archive):
    page = open_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/thumbnail" in request.url else None)
    open_many(page, server, archive, "Flung")
    page.evaluate(FLING)
    expect(nth(page, MANY).locator("img")).to_have_js_property("complete", True)
    expect(nth(page, MANY).locator("img")).to_have_attribute("src", re.compile("thumbnail"))
    assert len(set(fetched)) < MANY / 2


def test_a_run_is_selected_over_what_was_never_seen_and_comes_back_with_undo(open_page, server, archive):
    page = open_page()
    open_many(page, server, archive, "Runs")
    nth(page, 3).click()
    to_end(page)
    nth(page, MANY - 2).click(modifiers=["Shift"])
    bar = page.get_by_role("toolbar", name="Selected pictures")
    expect(bar).to_contain_text(f"{MANY - 4:,} selected")
    expect(bar).to_be_in_viewport()
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        expect(bar).to_be_in_viewport()
        expect(grid(page).locator(".picture:not(:has(img))")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
        shoot(page, f"wall-{scheme}-{width}")
    bar.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("4 pictures", exact=True)).to_be_visible()
    expect(grid(page).get_by_role("listitem")).to_have_count(4)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(f"{MANY:,} pictures")).to_be_visible()
    expect(grid(page).get_by_role("listitem").last).to_have_attribute("aria-setsize", str(MANY))


def test_the_keyboard_goes_everywhere_and_keeps_its_place(open_page, server, archive):
    page = open_page()
    open_many(page, server, archive, "Keys")
    nth(page, 1).focus()
    page.keyboard.press("ArrowDown")
    columns = int(page.evaluate("document.activeElement.dataset.place"))
    assert columns > 4
    page.keyboard.press("ArrowLeft")
    expect(nth(page, columns)).to_be_focused()
    page.keyboard.press("End")
    expect(nth(page, MANY)).to_be_focused()
    expect(nth(page, MANY)).to_be_in_viewport()
    expect(nth(page, MANY).locator("img")).to_be_visible()
    expect(nth(page, MANY)).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.get_by_text(f"{MANY - 1:,} pictures")).to_be_visible()
    expect(nth(page, MANY - 1)).to_be_focused()
    page.keyboard.press("Home")
    expect(nth(page, 1)).to_be_focused()
    page.keyboard.press("Shift+End")
    bar = page.get_by_role("toolbar", name="Selected pictures")
    expect(bar).to_contain_text(f"{MANY - 1:,} selected")
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
