"""Projects that answer with a number or with several classes, as a person sees them through."""

import itertools
import re

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import shoot, shoot_screens
from tests.browser.person import WHILE_LEARNING, drop, make_project, picture, train
from tests.scenes import KINDS, disc, encoded, together

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def shelf(page: Page) -> Locator:
    """All pictures of the project, each with what it shows."""
    return page.get_by_role("region", name="Pictures", exact=True)


def expect_pictures(page: Page, count: int) -> None:
    """So many have arrived."""
    expect(shelf(page)).to_contain_text(f"{count} pictures", timeout=WHILE_LEARNING)


def next_step(page: Page) -> Locator:
    return page.get_by_role("region", name="Training")


def type_value(page: Page, label: str, value: str) -> None:
    """Type a number over the one that is there."""
    field = page.get_by_role("textbox", name=label, exact=True)
    field.fill(value)
    field.press("Enter")


def train_first(page: Page) -> None:
    """Press Train for the first time, while nothing is shown to the model."""
    next_step(page).get_by_role("button", name="Train", exact=True).click()
    expect(next_step(page)).to_contain_text("Version 1", timeout=WHILE_LEARNING)


def number_in(said: str) -> float:
    """The number of an answer such as ``31.2 cm``."""
    return float(said.split()[0])


def measured_discs(size: float, seeds: range) -> list[dict]:
    return [picture(f"disc-{size}-{seed}.jpg", encoded(disc(size, seed))) for seed in seeds]


def try_picture(page: Page, file: dict) -> str:
    """Show the model a picture; what it says of it."""
    page.get_by_label("Picture to try").set_input_files([file])
    expect(page.get_by_test_id("answer")).to_be_visible(timeout=WHILE_LEARNING)
    return page.get_by_test_id("answer").inner_text()


def test_a_number_is_typed_learnt_said_and_corrected(open_page, server):
    page = open_page()
    about = {"What_the_number_is": "diameter", "Its_unit": "cm"}
    project = make_project(page, "Discs", "a number", **about)
    expect(next_step(page)).to_contain_text("Add 4 more pictures")
    for at, size in enumerate(SIZES):
        type_value(page, "Value of the next pictures", f"{100 * size:.0f}")
        drop(shelf(page), measured_discs(size, range(10 * at, 10 * at + 4)))
        expect_pictures(page, 4 * (at + 1))
    type_value(page, "Value of disc-0.9-70.jpg", "ninety")
    expect(page.get_by_text("A value is a number, as 12.5 or 615,000. Received: ninety")).to_be_visible()
    value = page.get_by_role("textbox", name="Value of disc-0.9-70.jpg")
    expect(value).to_have_value("90")
    type_value(page, "Value of disc-0.9-70.jpg", "1,090")
    expect(value).to_have_value("1090")
    type_value(page, "Value of disc-0.9-70.jpg", "90")

    server.until_ready()
    train_first(page)
    small, large = (
        number_in(try_picture(page, picture("new.jpg", encoded(disc(size, 900))))) for size in (0.3, 0.8)
    )
    assert small < large
    live = page.get_by_role("region", name="Live view")
    expect(live).to_contain_text("diameter")
    expect(live).to_contain_text("four of five pictures lie within")
    expect(page.locator(".answer-foot")).to_contain_text("Version 1")
    shoot_screens(page, "number-studio")

    type_value(page, "Value of disc-0.9-70.jpg", "91")
    expect(next_step(page)).to_contain_text("Labels changed since version 1")
    page.reload()
    expect(next_step(page)).to_contain_text("Labels changed since version 1")
    try_picture(page, picture("new.jpg", encoded(disc(0.55, 950))))
    page.get_by_role("button", name="It is really …").click()
    page.get_by_label("The right value").fill("about 55")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Received: about 55")).to_be_visible()
    page.get_by_label("The right value").fill("55,5")
    shoot(page, "number-correcting")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Added to the pictures. Train again to learn from it.")).to_be_visible()
    expect_pictures(page, 33)
    expect(next_step(page)).to_contain_text("1 new picture since version 1")
    newest = server.ask(f"/api/projects/{project}/examples?limit=1")["items"][0]
    assert (newest["value"], newest["source"]) == (55.5, "correction")

    page.get_by_role("button", name="Remove disc-0.9-70.jpg").click()
    expect_pictures(page, 32)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("textbox", name="Value of disc-0.9-70.jpg")).to_have_value("91")

    train(page, 2)
    page.get_by_role("link", name="See the evaluation").click()
    expect(page.get_by_role("region", name="Error")).to_contain_text(re.compile(r"± [\d.]+\scm"))
    expect(page.get_by_role("img", name=re.compile("^Predicted against true value"))).to_be_visible()
    shoot_screens(page, "number-run")


def choose(page: Page, group: str, kinds: tuple[str, ...]) -> None:
    """Press the toggles of a group until just these classes are chosen, or none of them."""
    toggles = page.get_by_role("group", name=group, exact=True)
    for kind in KINDS:
        button = toggles.get_by_role("button", name=kind, exact=True)
        if (button.get_attribute("aria-pressed") == "true") != (kind in kinds):
            button.click()
        expect(button).to_have_attribute("aria-pressed", str(kind in kinds).lower())
    if not kinds:
        toggles.get_by_role("button", name="None of these").click()


def expect_chosen(page: Page, group: str, names: list[str]) -> None:
    """Just these toggles of the group are pressed."""
    toggles = page.get_by_role("group", name=group, exact=True)
    expect(toggles.locator("[aria-pressed=true]")).to_have_text(names)


def name_class(page: Page, name: str) -> None:
    """Add a class; its field has the keyboard already."""
    names = page.get_by_role("textbox", name="Class name")
    before = names.count()
    page.get_by_role("button", name="Add class").click()
    expect(names).to_have_count(before + 1)
    expect(names.last).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Delete {name}")).to_be_visible()


def test_several_classes_are_toggled_learnt_said_and_corrected(open_page, server):
    page = open_page()
    project = make_project(page, "Tables", "several classes a picture")
    expect(next_step(page)).to_contain_text("Start with a class")
    for kind in KINDS:
        name_class(page, kind)
    sets = [kinds for size in range(4) for kinds in itertools.combinations(KINDS, size)]
    for at, kinds in enumerate(sets):
        choose(page, "The next pictures show", kinds)
        seeds = range(10 * at, 10 * at + 8)
        files = [picture(f"table-{seed}.jpg", encoded(together(kinds, seed))) for seed in seeds]
        drop(shelf(page), files)
        expect_pictures(page, len(files) * (at + 1))
    expect_chosen(page, "What table-75.jpg shows", list(KINDS))
    page.get_by_role("button", name="Older").click()
    expect_chosen(page, "What table-0.jpg shows", ["None of these"])
    page.get_by_role("button", name="Newer").click()

    server.until_ready()
    train_first(page)
    try_picture(page, picture("new.jpg", encoded(together(("tomato", "leaf"), 900))))
    live = page.get_by_role("region", name="Live view")
    bars = live.get_by_role("list", name="How likely each class is")
    expect(bars.get_by_role("listitem")).to_have_count(3)
    expect(bars.locator(".bar-threshold")).to_have_count(3)
    shoot_screens(page, "labels-studio")

    page.get_by_role("button", name="It is really …").click()
    choose(page, "It really shows", ("leaf", "bowl"))
    shoot(page, "labels-correcting")
    page.get_by_role("button", name="Add", exact=True).click()
    expect_pictures(page, 65)
    newest = server.ask(f"/api/projects/{project}/examples?limit=1")["items"][0]
    names = {one["id"]: one["name"] for one in server.ask(f"/api/projects/{project}/classes")["items"]}
    assert {names[one] for one in newest["class_ids"]} == {"leaf", "bowl"}
    assert newest["source"] == "correction"

    choose(page, "What table-75.jpg shows", ("bowl",))
    page.get_by_role("button", name="Remove table-75.jpg").click()
    expect_pictures(page, 64)
    page.get_by_role("button", name="Undo").click()
    expect_pictures(page, 65)
    expect_chosen(page, "What table-75.jpg shows", ["bowl"])

    train(page, 2)
    page.get_by_role("link", name="See the evaluation").click()
    expect(page.get_by_role("region", name="Every label right")).to_contain_text("have every label right")
    shoot_screens(page, "labels-run")


def test_an_answer_that_comes_late_does_not_turn_the_page_back(open_page, server):
    project = server.ask("/api/projects", {"name": "Late", "task": "regression"})["id"]
    for number in range(62):
        path = f"/api/projects/{project}/examples?value={number}"
        first = server.ask(path, raw=encoded(disc(0.5, number)))["example"]["id"]
    page = open_page(service_workers="block")
    page.goto(f"/p/{project}")
    pages = page.get_by_role("navigation", name="Pages of pictures")
    expect(pages).to_contain_text("1 to 60 of 62")
    first_page, held = re.compile(r"/examples\?limit=60&offset=0$"), []
    page.route(first_page, lambda route: route.continue_() if held else held.append(route))
    with page.expect_request(first_page):
        server.ask(f"/api/projects/{project}/examples/{first}", {"value": 5}, "PATCH")
    pages.get_by_role("button", name="Older").click()
    expect(shelf(page).get_by_role("listitem")).to_have_count(2)
    with page.expect_response(first_page):
        held[0].continue_()
    expect(pages).to_contain_text("61 to 62 of 62")
    expect(shelf(page).get_by_role("listitem")).to_have_count(2)


def test_every_picture_can_be_reached_and_those_to_be_labelled_alone(open_page, server):
    project = server.ask("/api/projects", {"name": "Many", "task": "regression"})["id"]
    for number in range(64):
        value = "" if number < 2 else f"&value={number}"
        path = f"/api/projects/{project}/examples?file_name={number}.jpg{value}"
        server.ask(path, raw=encoded(disc(0.5, number)))
    page = open_page()
    page.goto(f"/p/{project}")
    pages = page.get_by_role("navigation", name="Pages of pictures")
    expect(shelf(page)).to_contain_text("64 pictures · 2 to be labelled")
    expect(next_step(page)).to_contain_text("Say what 2 pictures show")
    expect(pages).to_contain_text("1 to 60 of 64")
    pages.get_by_role("button", name="Older").click()
    expect(pages).to_contain_text("61 to 64 of 64")
    expect(shelf(page).get_by_role("listitem")).to_have_count(4)
    shoot_screens(page, "number-pages")
    next_step(page).get_by_role("button", name="Show them").click()
    expect(shelf(page).get_by_role("listitem")).to_have_count(2)
    expect(pages).to_have_count(0)
    type_value(page, "Value of 1.jpg", "1")
    expect(shelf(page).get_by_role("listitem")).to_have_count(1)
    type_value(page, "Value of 0.jpg", "0.5")
    expect(pages).to_contain_text("1 to 60 of 64")
    expect(shelf(page)).to_contain_text("64 pictures")
    expect(shelf(page)).not_to_contain_text("to be labelled")
    expect(next_step(page)).to_contain_text("Ready to train")


def test_pictures_dropped_beside_their_listing_have_what_it_says(open_page, server):
    page = open_page()
    make_project(page, "Listed", "a number", What_the_number_is="diameter")
    listing = {"name": "discs.csv", "mimeType": "text/csv", "buffer": b"file,value\n"}
    discs = [picture(f"{size}.jpg", encoded(disc(size, 1))) for size in (0.3, 0.9)]
    for size in (0.3, 0.9):
        listing["buffer"] += f"{size}.jpg,{100 * size:.0f}\n".encode()
    drop(shelf(page), [*discs, listing])
    expect_pictures(page, 2)
    expect(page.get_by_role("textbox", name="Value of 0.3.jpg")).to_have_value("30")
    expect(page.get_by_role("textbox", name="Value of 0.9.jpg")).to_have_value("90")


def test_a_csv_of_other_columns_is_asked_about(open_page):
    page = open_page()
    make_project(page, "Priced", "a number")
    table = "photo,rooms,price\na.jpg,3,120\nb.jpg,5,250\n"
    files = [picture(f"{name}.jpg", encoded(disc(0.5, seed))) for seed, name in enumerate("ab")]
    drop(shelf(page), [{"name": "houses.csv", "mimeType": "text/csv", "buffer": table.encode()}, *files])
    failed = page.get_by_role("region", name="Nothing could be imported")
    expect(failed).to_contain_text("houses.csv has no column 'value'", timeout=WHILE_LEARNING)
    again = failed.get_by_role("button", name="Import again")
    expect(again).to_be_disabled()
    shoot_screens(page, "columns")
    failed.get_by_label("Which column holds the value?").select_option("price")
    again.click()
    expect_pictures(page, 2)
    expect(page.get_by_role("textbox", name="Value of b.jpg")).to_have_value("250")
    expect(failed).to_have_count(0)
