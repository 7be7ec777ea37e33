"""When something is missing, refused, undone or away, the page says what to do, and loses nothing."""

import base64
import contextlib
import io
import os
import re
import signal
import sqlite3
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import shoot
from tests.browser.person import (
    WHILE_LEARNING,
    add_class,
    add_pictures,
    card,
    drop,
    make_project,
    picture,
    pictures,
    show,
)
from tests.scenes import KINDS, jpeg
from tests.server import Running, wait_for

from graft.storage.home import Home

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASTE = """(element, base64) => {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], 'image.jpg', { type: 'image/jpeg' }));
  element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}"""


def given_project(server: Running, name: str, kinds: tuple[str, ...] = KINDS, each: int = 4) -> str:
    """A project with pictures, made over HTTP; its id."""
    project = server.ask("/api/projects", {"name": name})["id"]
    for kind in kinds:
        one = server.ask(f"/api/projects/{project}/classes", {"name": kind})["id"]
        for seed in range(each):
            path = f"/api/projects/{project}/examples?class_id={one}&file_name={kind}.jpg"
            server.ask(path, raw=jpeg(kind, seed))
    return project


@contextlib.contextmanager
def worker_asleep(server: Running) -> Iterator[None]:
    """The worker stands still: whatever is asked of it waits, and nothing else does."""
    server.until_ready()
    path = Home(server.home).path / "graft.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (pid,) = connection.execute("SELECT pid FROM worker ORDER BY seen_at DESC").fetchone()

    def stands_still() -> bool:
        """Not in the middle of writing: nobody else could."""
        os.kill(pid, signal.SIGSTOP)
        connection = sqlite3.connect(path, timeout=0.1)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            os.kill(pid, signal.SIGCONT)
            return False
        finally:
            connection.close()
        return True

    wait_for("a worker that holds nothing", stands_still)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def next_step(page: Page):
    return page.get_by_role("region", name="Training")


def test_each_beginning_says_what_to_do_next(open_page, server):
    page = open_page()
    make_project(page, "Beginnings")
    expect(next_step(page)).to_contain_text("Start with two classes")
    next_step(page).get_by_role("button", name="Add your first class").click()
    expect(page.get_by_role("textbox", name="Class name")).to_be_focused()
    page.keyboard.type("<script>alert(1)</script>")
    page.keyboard.press("Enter")
    expect(card(page, "<script>alert(1)</script>")).to_contain_text(
        "Show it to the camera, or drop pictures here."
    )
    expect(next_step(page)).to_contain_text("Add one more class")
    add_class(page, "leaf 🍃")
    expect(next_step(page)).to_contain_text("Add pictures to <script>")
    add_pictures(page, "<script>alert(1)</script>", pictures("tomato", range(2)))
    expect(next_step(page)).to_contain_text("Add pictures to leaf 🍃")
    add_pictures(page, "leaf 🍃", pictures("leaf", range(2)))
    expect(next_step(page)).to_contain_text("Ready to train")

    name = page.get_by_role("textbox", name="Class name").last
    name.fill("x" * 10_000)
    name.press("Enter")
    expect(page.get_by_text("may have 100 characters")).to_be_visible()
    expect(name).to_have_value("leaf 🍃")


def test_a_name_being_typed_survives_what_arrives_meanwhile(open_page, server):
    page = open_page()
    project = given_project(server, "Typing", ("leaf",), 0)
    one = server.ask(f"/api/projects/{project}/classes")["items"][0]["id"]
    page.goto(f"/p/{project}")
    name = page.get_by_role("textbox", name="Class name")
    name.click()
    page.keyboard.type("bay ")
    server.ask(f"/api/projects/{project}/examples?class_id={one}", raw=jpeg("leaf", 0))
    expect(card(page, "leaf")).to_contain_text("1 picture")
    page.keyboard.type("leaf")
    page.keyboard.press("Enter")
    expect(card(page, "bay leaf")).to_be_visible()


def test_a_class_has_its_place_before_its_pictures_come(open_page, server):
    page, held = open_page(), []
    page.route("**/examples?*", lambda route: held.append(route))
    page.goto(f"/p/{given_project(server, 'On their way', each=3)}")
    expect(card(page, "tomato")).to_contain_text("3 pictures")
    expect(card(page, "tomato").get_by_role("listitem")).to_have_count(3)
    height = card(page, "tomato").bounding_box()["height"]

    for route in held:
        route.continue_()
    expect(card(page, "tomato").locator("img")).to_have_count(3)
    assert card(page, "tomato").bounding_box()["height"] == height


def test_without_a_camera_it_says_what_to_do(open_page, server):
    page = open_page()
    page.goto(f"/p/{given_project(server, 'No camera', each=1)}")
    page.get_by_role("button", name="Turn on camera").click()
    expect(page.get_by_role("alert")).to_contain_text("connect one, or drop pictures")
    page.get_by_role("button", name="Camera for leaf").click()
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(card(page, "leaf").get_by_role("alert")).to_contain_text("connect one, or drop pictures")


def test_what_cannot_come_in_is_told_by_name_and_the_rest_is_kept(open_page, server):
    page = open_page()
    page.goto(f"/p/{given_project(server, 'Mixed', ('tomato', 'leaf'), 3)}")
    whole = jpeg("leaf", 60)
    page.get_by_label("Picture files for leaf").set_input_files(
        [
            picture("notes.jpg", b"these are words"),
            picture("cut.jpg", whole[:3000]),
            picture("empty.jpg", b""),
            picture("elsewhere.jpg", jpeg("tomato", 0)),
            picture("whole.jpg", whole),
        ]
    )
    expect(card(page, "leaf")).to_contain_text("4 pictures")
    refused = page.get_by_role("region", name="4 pictures could not be added")
    for name, sentence in (
        ("notes.jpg", "whatever its name says"),
        ("cut.jpg", "ends early"),
        ("empty.jpg", "has bytes"),
        ("elsewhere.jpg", "in 'tomato' already"),
    ):
        expect(refused.get_by_role("listitem").filter(has_text=name)).to_contain_text(sentence)
    page.reload()
    page.get_by_role("button", name="Move it here").click()
    expect(card(page, "leaf")).to_contain_text("5 pictures")
    expect(card(page, "tomato")).to_contain_text("2 pictures")
    page.get_by_role("region", name="Live view").get_by_label("Picture to try").set_input_files(
        [picture("notes.jpg", b"these are words")]
    )
    expect(page.get_by_text("This browser can’t show that file")).to_be_visible()


def test_folders_and_pastes_find_their_class(open_page, server, tmp_path):
    for split, kind, seed in (("train", "tomato", 0), ("train", "tomato", 1), ("val", "leaf", 2)):
        folder = tmp_path / "things" / split / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{seed}.jpg").write_bytes(jpeg(kind, seed))
    page = open_page()
    project = make_project(page, "Folders")
    page.get_by_label("Folder of class folders").set_input_files(tmp_path / "things")
    expect(card(page, "tomato")).to_contain_text("2 pictures")
    expect(card(page, "leaf")).to_contain_text("1 picture")
    examples = server.ask(f"/api/projects/{project}/examples")["items"]
    assert sorted(one["split"] for one in examples) == ["train", "train", "val"]
    card(page, "leaf").evaluate(PASTE, base64.b64encode(jpeg("leaf", 3)).decode())
    expect(card(page, "leaf")).to_contain_text("2 pictures")


def test_pictures_added_while_graft_is_away_arrive_later_even_from_a_new_page(open_page, server):
    page = open_page()
    project = given_project(server, "Away", ("tomato", "leaf"), 2)
    page.goto(f"/p/{project}")
    expect(card(page, "leaf")).to_contain_text("2 pictures")
    page.context.set_offline(True)
    page.get_by_label("Picture files for leaf").set_input_files(pictures("leaf", range(20, 25)))
    expect(card(page, "leaf")).to_contain_text("5 waiting")
    expect(next_step(page)).to_contain_text("5 pictures waiting for the server")
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"/p/{project}")
    expect(card(again, "leaf")).to_contain_text("7 pictures")
    expect(card(again, "leaf")).not_to_contain_text("waiting")


def test_what_is_removed_comes_back_with_undo_and_the_keyboard_keeps_its_place(open_page, server):
    page = open_page()
    page.goto(f"/p/{given_project(server, 'Undo', ('tomato', 'leaf'), 3)}")
    leaf = card(page, "leaf")
    leaf.get_by_role("button", name="Picture 2 of leaf", exact=True).focus()
    page.keyboard.press("Delete")
    expect(leaf).to_contain_text("2 pictures")
    expect(leaf.get_by_role("button", name="Picture 2 of leaf", exact=True)).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(leaf).to_contain_text("3 pictures")

    page.get_by_role("button", name="More for leaf").press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(leaf).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(leaf).to_contain_text("3 pictures")


def test_pictures_moved_to_another_class_come_back_with_undo(open_page, server):
    page = open_page(viewport={"width": 1280, "height": 800})
    project = given_project(server, "Moved", ("tomato", "leaf"), 60)
    one = server.ask(f"/api/projects/{project}/classes")["items"][0]["id"]
    page.goto(f"/p/{project}/c/{one}")
    first = page.get_by_role("button", name="Picture 1 of tomato", exact=True)
    expect(first.locator("img")).to_be_visible()
    first.click()
    page.get_by_role("button", name="Move to …").click()
    leaf = page.get_by_role("menuitem", name="leaf")
    expect(leaf).to_be_in_viewport(ratio=1)
    leaf.click()
    expect(page.get_by_text("59 pictures")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("60 pictures")).to_be_visible()


def test_a_drop_on_the_page_of_projects_begins_one_or_says_what_it_takes(open_page, server):
    page = open_page()
    page.goto("/")
    main = page.get_by_role("main")
    drop(main, [picture("loose.jpg", jpeg("leaf", 1))])
    expect(
        page.get_by_text("Drop a zip or a folder of class folders to start a project from it. Received")
    ).to_be_visible()
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("leaf/1.jpg", jpeg("leaf", 1))
    for name in ("things", "things 2"):
        page.goto("/")
        drop(main, [{"name": "things.zip", "mimeType": "application/zip", "buffer": zipped.getvalue()}])
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(card(page, "leaf")).to_contain_text("1 picture", timeout=WHILE_LEARNING)
    assert "loose.jpg" not in {one["name"] for one in server.ask("/api/projects")["items"]}


def test_a_deleted_project_can_be_restored_later(open_page, server):
    given_project(server, "Regretted", ("leaf",), 2)
    page = open_page()
    page.goto("/")
    page.get_by_role("button", name="More for Regretted").click()
    page.get_by_role("menuitem", name="Delete project").click()
    expect(page.get_by_role("link", name="Open Regretted")).to_have_count(0)
    page.reload()
    page.get_by_text(re.compile(r"^\d+ deleted project")).click()
    row = page.locator("main details").get_by_role("listitem").filter(has_text="Regretted")
    expect(row).to_contain_text("2 pictures")
    shoot(page, "projects-deleted", full_page=True)
    row.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("link", name="Open Regretted")).to_be_visible()
    expect(row).to_have_count(0)


def test_a_cancelled_training_and_one_that_failed_leave_the_way_on(open_page, server):
    page = open_page()
    project = given_project(server, "Stopped")
    page.goto(f"/p/{project}")
    with worker_asleep(server):
        page.get_by_role("button", name="Train", exact=True).click()
        page.get_by_role("button", name="Cancel").click()
        expect(next_step(page)).to_contain_text("Ready to train")
    wait_for("the cancelled run", lambda: _statuses(server, project) == ["cancelled"])
    server.ask(f"/api/projects/{project}/runs", {"backbone": "mobilenet_v2_100_96"})
    expect(next_step(page).get_by_role("alert")).to_contain_text(
        "graft backbone fetch", timeout=WHILE_LEARNING
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the error overflows"
    next_step(page).get_by_role("button", name="Train again").click()
    expect(next_step(page)).to_contain_text("Version 1", timeout=WHILE_LEARNING)


def _statuses(server: Running, project: str) -> list[str]:
    return [run["status"] for run in server.ask(f"/api/projects/{project}/runs")["items"]]


def test_advice_follows_the_pictures_by_itself(open_page, server):
    project = given_project(server, "Advised", each=3)
    server.until_ready()
    page = open_page()
    page.goto(f"/p/{project}/advice")
    told = page.get_by_text("that the backbone has looked at")
    expect(told).to_contain_text(f"From {3 * len(KINDS)} pictures", timeout=WHILE_LEARNING)
    one = server.ask(f"/api/projects/{project}/classes")["items"][0]["id"]
    server.ask(f"/api/projects/{project}/examples?class_id={one}", raw=jpeg(KINDS[0], 77))
    expect(told).to_contain_text(f"From {3 * len(KINDS) + 1} pictures", timeout=WHILE_LEARNING)


def test_it_fits_every_screen_in_light_and_dark(open_page, server):
    project = given_project(server, "Screens " + "and long names" * 5, each=12)
    one = server.ask(f"/api/projects/{project}/classes")["items"][0]["id"]
    server.ask(f"/api/projects/{project}/classes/{one}", {"name": "Vielnamige🍅" * 8}, "PATCH")
    server.until_ready()
    job = server.ask(f"/api/projects/{project}/runs", {})["job"]
    server.until_ended(job["id"])
    run = server.ask(f"/api/projects/{project}/runs")["items"][0]["id"]
    addresses = {
        "projects": "/",
        "studio": f"/p/{project}",
        "class": f"/p/{project}/c/{one}",
        "advice": f"/p/{project}/advice",
        "versions": f"/p/{project}/versions",
        "run": f"/p/{project}/runs/{run}",
        "lost": "/nowhere",
    }
    page = open_page()
    for name, address in addresses.items():
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        if name == "studio":
            show(page, picture("bowl.jpg", jpeg("bowl", 90)))
        for width, scheme in ((1280, "light"), (1280, "dark"), (900, "light"), (390, "light")):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{name} scrolls sideways"
            )
            shoot(page, f"{name}-{scheme}-{width}")
