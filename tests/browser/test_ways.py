"""Ways to train, in Chromium: choosing a strategy, seeing what augmentation does, reading the curves."""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import shoot, shoot_screens
from tests.browser.person import WHILE_LEARNING
from tests.jobs.tiny_graft import models_folder
from tests.scenes import KINDS, jpeg
from tests.server import Running, running

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server whose one backbone is so small that epochs pass while one looks."""
    folder = tmp_path_factory.mktemp("ways")
    models = models_folder(folder / "models")
    with running(folder / "home", GRAFT_WEIGHTS_DIR="", GRAFT_MODELS_DIR=str(models)) as server:
        yield server


def project_with_pictures(server: Running, name: str) -> str:
    """A project of two classes, sent as a zip; its id."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for kind in KINDS[:2]:
            for seed in range(10):
                archive.writestr(f"{kind}/{seed}.jpg", jpeg(kind, seed))
    project = server.ask("/api/projects", {"name": name})["id"]
    job = server.ask(f"/api/projects/{project}/imports?file_name=scenes.zip", raw=file.getvalue())["job"]
    assert server.until_ended(job["id"])["status"] == "done"
    return project


def test_a_network_is_trained_and_its_curves_are_read(open_page, server) -> None:
    project = project_with_pictures(server, "Ways")
    page = open_page()
    page.goto(f"/p/{project}")
    page.get_by_role("link", name="More ways to train").click()
    expect(page).to_have_url(re.compile(r"/train$"))
    page.get_by_role("radio", name="Fine-tune", exact=True).check()
    page.get_by_label("Augment", exact=True).select_option("topdown")
    sheet = page.get_by_role("img", name=re.compile("Top-down"))
    expect(sheet).to_be_visible(timeout=WHILE_LEARNING)
    shoot(page, "ways")
    page.get_by_label("Epochs", exact=True).fill("0")
    page.get_by_role("button", name="Train").click()
    expect(page.get_by_text("epochs is a whole number from 1 to 1000")).to_be_visible()
    page.get_by_label("Epochs", exact=True).fill("1")
    page.get_by_label("Last epochs", exact=True).fill("1")
    page.get_by_role("button", name="Train").click()
    expect(page).to_have_url(re.compile(rf"/p/{project}/runs/\w+$"))
    expect(page.get_by_role("progressbar", name="Training")).to_be_visible()
    expect(page.get_by_role("heading", name="Version 1")).to_be_visible(timeout=WHILE_LEARNING)
    expect(page.get_by_role("img", name=re.compile("^Loss: .* on held-out pictures"))).to_be_visible()
    expect(page.get_by_text("The dotted line is the head alone")).to_be_visible()
    pretraining = page.get_by_role("region", name="Pretraining")
    expect(pretraining).to_contain_text(re.compile(r"After \d+ epochs? the pretraining (helps|makes|hurts)"))
    expect(pretraining.get_by_text("From scratch", exact=True)).to_be_visible()
    shoot(page, "run-curves")
    for name, more in (("dark", {"color_scheme": "dark"}), ("narrow", {})):
        page.emulate_media(**more)
        page.set_viewport_size(
            {"width": 390, "height": 844} if name == "narrow" else {"width": 1280, "height": 800}
        )
        shoot(page, f"run-curves-{name}")
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, "nothing sticks out sideways"


def test_a_training_tells_its_phases_and_the_time_left_and_can_be_cancelled(open_page, server) -> None:
    project = project_with_pictures(server, "Patience")
    page = open_page()
    going = page.get_by_role("status").filter(has=page.get_by_role("heading", name="Training …"))
    page.goto(f"/p/{project}/train")
    page.get_by_role("radio", name="Fine-tune", exact=True).check()
    for parameter in ("Epochs", "Last epochs", "Patience"):
        page.get_by_label(parameter, exact=True).fill("40")
    page.get_by_label("Rate", exact=True).fill("0.001")
    page.get_by_label("Twin epochs", exact=True).fill("0")
    page.get_by_role("button", name="Train").click()
    expect(page).to_have_url(re.compile(rf"/p/{project}/runs/\w+$"))
    expect(going).to_contain_text(
        re.compile(r"Group \w+: epoch \d+ of 40, loss \d\.\d\d, at most \d+ s left"), timeout=WHILE_LEARNING
    )
    curve = page.get_by_role("img", name=re.compile("^Share right: .* on held-out pictures"))
    expect(curve).to_be_visible(timeout=WHILE_LEARNING)
    shoot_screens(page, "run-training")
    expect(page.get_by_role("heading", name="Version 1")).to_be_visible(timeout=WHILE_LEARNING)
    phases = server.ask(page.url.removeprefix(server.address).replace("/p/", "/api/projects/"))["history"][
        "phases"
    ]
    assert len(phases) > 1
    for phase in phases:
        expect(curve).to_contain_text(phase["name"])
    shoot_screens(page, "run-phases")

    page.goto(f"/p/{project}/train")
    page.get_by_role("radio", name="From scratch", exact=True).check()
    for parameter in ("Epochs", "Patience"):
        page.get_by_label(parameter, exact=True).fill("1000")
    page.get_by_role("button", name="Train").click()
    expect(going).to_contain_text(
        re.compile(r"The whole network: epoch \d+ of 1000, .* at most \d+ (min|s) left"),
        timeout=WHILE_LEARNING,
    )
    expect(curve).to_be_visible(timeout=WHILE_LEARNING)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("This training was cancelled")).to_be_visible(timeout=WHILE_LEARNING)
    expect(curve).to_be_visible()
    shoot_screens(page, "run-cancelled")
    page.get_by_role("link", name="Versions").first.click()
    expect(page.get_by_role("listitem", name="Version 1")).to_contain_text("answers now")
