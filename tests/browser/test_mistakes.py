"""What a version got wrong is seen, picture by picture, and wrong labels are put right there."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import shoot_screens
from tests.browser.person import card, teach
from tests.browser.test_states import given_project
from tests.scenes import jpeg

LEAVES = "leaves of the plants on our balcony"

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_picture_in_the_wrong_class_is_found_moved_and_brought_back(open_page, server):
    page = open_page(viewport={"width": 1280, "height": 844})
    project = given_project(server, "Mixed up", ("tomato", "leaf"), 14)
    tomato, leaf = (one["id"] for one in server.ask(f"/api/projects/{project}/classes")["items"])
    server.ask(f"/api/projects/{project}/classes/{leaf}", {"name": LEAVES}, "PATCH")
    for seed, split in ((50, "test"), (51, "train"), (52, "train")):
        path = f"/api/projects/{project}/examples?class_id={tomato}&split={split}&file_name=wrong-{seed}.jpg"
        server.ask(path, raw=jpeg("leaf", seed))
    page.goto(f"/p/{project}")
    teach(page, server)
    page.get_by_role("link", name="See what it mixes up").click()

    mistakes = page.get_by_role("region", name="Mistakes")
    expect(mistakes).to_contain_text("In the test: 1 picture")
    expect(mistakes.get_by_role("listitem")).to_have_count(3)
    shoot_screens(page, "mistakes")
    for one in mistakes.get_by_role("listitem").all():
        assert one.evaluate("item => item.scrollWidth <= item.clientWidth"), "one lies over the next"
    page.get_by_role("button", name=f"tomato, taken for {LEAVES}: 1 picture").click()
    expect(mistakes.get_by_role("listitem")).to_have_count(3)
    mistakes.get_by_role("button", name=f"tomato, taken for {LEAVES}").click()

    first = mistakes.get_by_role("listitem").first
    first.get_by_role("button", name=f"It is {LEAVES}").click()
    expect(first).to_contain_text(f"Now in {LEAVES}")
    page.get_by_role("button", name="Undo").click()
    expect(first.get_by_role("button", name=f"It is {LEAVES}")).to_be_visible()
    first.get_by_role("button", name="Remove wrong-50.jpg").click()
    expect(mistakes.get_by_role("listitem")).to_have_count(2)
    page.get_by_role("link", name="Studio").click()
    expect(card(page, "tomato")).to_contain_text("16 pictures")
