"""The whole story, as a person would: classes, pictures, camera, Train, see it live, correct, train again."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect
from tests.browser.conftest import shoot
from tests.browser.person import (
    add_class,
    add_pictures,
    card,
    correct,
    make_project,
    picture,
    pictures,
    show,
    train,
)
from tests.scenes import scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def autumn_leaf(seed: int) -> dict:
    """A leaf turned red: what a model that was shown green ones gets wrong at times."""
    red, green, blue = scene("leaf", seed).split()
    file = io.BytesIO()
    Image.merge("RGB", (green, red, blue)).save(file, "JPEG", quality=90)
    return picture(f"autumn-{seed}.jpg", file.getvalue())


def test_from_an_empty_page_to_a_corrected_second_version(open_page, server):
    page = open_page(camera="tomato", viewport={"width": 1280, "height": 800})
    project = make_project(page, "Kitchen")
    page.evaluate("window.neverReloaded = true")
    for name in ("leaf", "bowl"):
        add_class(page, name)
        add_pictures(page, name, pictures(name, range(20)))
    add_class(page, "tomato")
    tomato = card(page, "tomato")
    tomato.get_by_role("button", name="Camera for tomato").click()
    expect(tomato.get_by_role("button", name="Hold to record")).to_be_enabled()
    tomato.get_by_role("button", name="Hold to record").hover()
    page.mouse.down()
    expect(tomato).to_contain_text(re.compile(r"([6-9]|\d\d) pictures"))
    page.mouse.up()
    tomato.get_by_role("button", name="Done").click()
    page.get_by_label("Picture files for tomato").set_input_files(pictures("tomato", range(14)))

    server.until_ready()
    train(page, 1)
    answer = page.get_by_test_id("answer")
    expect(answer).to_contain_text("tomato")
    page.evaluate("scrollTo(0, 0)")
    shoot(page, "studio-live")

    wrong = []
    for seed in range(100, 120):
        leaf = autumn_leaf(seed)
        likely = show(page, leaf)
        if max(likely, key=lambda name: likely[name]) != "leaf":
            wrong.append((leaf, likely["leaf"]))
            correct(page, "leaf")
            expect(card(page, "leaf")).to_contain_text(f"{20 + len(wrong)} pictures")
        if len(wrong) == 4:
            break
    assert wrong, "every red leaf was recognised: the story needs a mistake to correct"
    shoot(page, "studio-mistaken")
    show(page, wrong[0][0])
    correct(page, "leaf")
    expect(page.get_by_text("It is in leaf already: nothing changed.")).to_be_visible()

    train(page, 2)
    for leaf, before in wrong:
        assert show(page, leaf)["leaf"] > before
    expect(page.locator(".answer-foot")).to_contain_text("Version 2")
    dismiss = page.get_by_role("button", name="Dismiss")
    dismiss.evaluate_all("buttons => buttons.forEach((button) => button.click())")
    expect(dismiss).to_have_count(0)
    shoot(page, "studio-corrected")
    newest = server.ask(f"/api/projects/{project}/examples?limit={len(wrong)}")["items"]
    assert [one["source"] for one in newest] == ["correction"] * len(wrong)
    page.get_by_role("button", name="Back to camera").click()
    expect(answer).to_contain_text("tomato")
    assert page.evaluate("window.neverReloaded"), "the page was reloaded on the way"

    page.get_by_role("link", name="Versions").click()
    expect(page.get_by_role("listitem", name="Version 2")).to_contain_text("answers now")
    page.get_by_role("listitem", name="Version 1").get_by_role("button", name="Use this one").click()
    expect(page.get_by_role("listitem", name="Version 1")).to_contain_text("answers now")
    shoot(page, "versions")
    page.get_by_role("link", name="Evaluation of version 2").click()
    expect(page.get_by_role("heading", name="What it took for what")).to_be_visible()
    shoot(page, "evaluation")
