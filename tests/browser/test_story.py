"""The whole story, as a person would: classes, pictures, camera, Train, see it live, correct, train again."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import shoot
from tests.scenes import jpeg
from tests.server import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def files(kind: str, seeds: range) -> list[dict]:
    return [
        {"name": f"{kind}-{seed}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(kind, seed)} for seed in seeds
    ]


def add_class(page: Page, name: str) -> None:
    names = page.get_by_role("textbox", name="Class name")
    button = page.get_by_role("button", name="Add class")
    expect(button).to_be_visible()
    before = names.count()
    button.click()
    expect(names).to_have_count(before + 1)
    names.last.fill(name)
    names.last.press("Enter")
    expect(card(page, name)).to_be_visible()


def card(page: Page, name: str):
    return page.get_by_role("region", name=name, exact=True)


def add_pictures(page: Page, name: str, seeds: range) -> None:
    page.get_by_label(f"Picture files for {name}").set_input_files(files(name, seeds))
    expect(card(page, name)).to_contain_text(re.compile(rf"{len(seeds)} pictures"))


def make_project(page: Page, name: str) -> None:
    page.goto("/")
    new = page.get_by_role("button", name="New project")
    expect(new.or_(page.get_by_label("Project name"))).to_be_visible()
    if new.is_visible():
        new.click()
    page.get_by_label("Project name").fill(name)
    page.get_by_role("button", name="Create project").click()
    expect(page).to_have_url(re.compile(r"/p/\w+$"))


def train(page: Page, version: int) -> None:
    page.get_by_role("button", name=re.compile("^Train")).click()
    expect(page.get_by_test_id("answer").or_(page.get_by_text("held-out").first)).to_be_visible(
        timeout=PATIENCE * 1000
    )
    expect(page.locator(".answer-foot")).to_contain_text(f"Version {version}", timeout=PATIENCE * 1000)


def test_from_an_empty_page_to_a_corrected_second_version(open_page, server):
    page = open_page(camera="tomato")
    make_project(page, "Kitchen")
    for name in ("leaf", "bowl"):
        add_class(page, name)
        add_pictures(page, name, range(20))
    add_class(page, "tomato")
    card(page, "tomato").get_by_role("button", name="Camera for tomato").click()
    record = card(page, "tomato").get_by_role("button", name="Hold to record")
    expect(record).to_be_enabled()
    record.hover()
    page.mouse.down()
    expect(card(page, "tomato")).to_contain_text(re.compile(r"(1\d|[6-9]) pictures"))
    page.mouse.up()
    add_pictures_again = page.get_by_label("Picture files for tomato")
    add_pictures_again.set_input_files(files("tomato", range(8)))
    server.until_ready()
    train(page, 1)
    expect(page.get_by_test_id("answer")).to_contain_text("tomato", timeout=30_000)
    shoot(page, "studio-live")

    page.get_by_label("Picture to try").set_input_files(files("leaf", range(40, 41)))
    expect(page.get_by_test_id("answer")).to_contain_text("leaf")

    page.get_by_role("button", name="That’s wrong, it is …").click()
    page.get_by_role("menuitem", name="bowl").click()
    expect(card(page, "bowl")).to_contain_text("21 pictures")
    train(page, 2)
    project = page.url.rsplit("/", 1)[1]
    corrected = server.ask(f"/api/projects/{project}/examples?limit=1")["items"][0]
    assert corrected["source"] == "correction"
    shoot(page, "studio-corrected")


def test_without_a_camera_it_says_what_to_do(open_page, server):
    page = open_page()
    make_project(page, "No camera")
    expect(page.get_by_role("button", name="Add your first class")).to_be_visible()
    page.get_by_role("button", name="Turn on camera").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("camera", re.IGNORECASE))
    shoot(page, "no-camera")


def test_what_is_not_a_picture_is_told_by_name_and_the_rest_is_kept(open_page, server):
    page = open_page()
    make_project(page, "Mixed")
    add_class(page, "leaf")
    bad = {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"these are words"}
    page.get_by_label("Picture files for leaf").set_input_files([*files("leaf", range(3)), bad])
    expect(card(page, "leaf")).to_contain_text("3 pictures")
    expect(page.get_by_text("notes.jpg")).to_be_visible()


def test_a_removed_picture_comes_back_with_undo(open_page, server):
    page = open_page()
    make_project(page, "Undo")
    add_class(page, "leaf")
    add_pictures(page, "leaf", range(3))
    card(page, "leaf").get_by_role("button", name=re.compile("^Remove")).first.click(force=True)
    expect(card(page, "leaf")).to_contain_text("2 pictures")
    page.get_by_role("button", name="Undo").click()
    expect(card(page, "leaf")).to_contain_text("3 pictures")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_every_screen(open_page, server, scheme, width):
    page = open_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    made = server.ask("/api/projects", {"name": f"Screen {scheme} {width}"})
    for kind in ("tomato", "leaf"):
        one = server.ask(f"/api/projects/{made['id']}/classes", {"name": kind})
        for seed in range(6):
            path = f"/api/projects/{made['id']}/examples?class_id={one['id']}&file_name={kind}.jpg"
            server.ask(path, raw=jpeg(kind, 500 + seed + width))
    page.goto(f"/p/{made['id']}")
    expect(card(page, "leaf")).to_contain_text("6 pictures")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    shoot(page, f"studio-{scheme}-{width}")
