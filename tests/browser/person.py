"""What a person does on the page, and what they read there."""

import base64
import re

from playwright.sync_api import Locator, Page, expect
from tests.scenes import jpeg
from tests.server import PATIENCE, Running

WHILE_LEARNING = PATIENCE * 1000
"""Milliseconds a test waits for a training; only a test that fails waits so long."""

DROP = """(element, files) => {
  const dataTransfer = new DataTransfer();
  for (const { name, type, content } of files) {
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    dataTransfer.items.add(new File([bytes], name, { type }));
  }
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    element.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }
}"""


def picture(name: str, content: bytes) -> dict:
    """A file for a file dialog."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def pictures(kind: str, seeds: range) -> list[dict]:
    """Files for a file dialog, drawn from the seeds."""
    return [picture(f"{kind}-{seed}.jpg", jpeg(kind, seed)) for seed in seeds]


def drop(onto: Locator, files: list[dict]) -> None:
    """Let files fall onto an element."""
    sent = [
        {"name": one["name"], "type": one["mimeType"], "content": base64.b64encode(one["buffer"]).decode()}
        for one in files
    ]
    onto.evaluate(DROP, sent)


def card(page: Page, name: str) -> Locator:
    """The card of a class."""
    return page.get_by_role("region", name=name, exact=True)


def make_project(page: Page, name: str, answers: str | None = None, **about: str) -> str:
    """Make a project from the page of projects; its id.

    ``answers`` is what it answers with, where that is not one class; ``about`` fills fields by their labels.
    """
    page.goto("/")
    new = page.get_by_role("button", name="New project")
    field = page.get_by_label("Project name").and_(page.locator("form input"))
    expect(new.or_(field)).to_be_visible()
    if new.is_visible():
        new.click()
    field.fill(name)
    if answers:
        page.get_by_label("It answers with").select_option(label=answers)
    for label, value in about.items():
        page.get_by_label(label.replace("_", " ")).fill(value)
    page.get_by_role("button", name="Create project").click()
    expect(page).to_have_url(re.compile(r"/p/\w+$"))
    return page.url.rsplit("/", 1)[1]


def add_class(page: Page, name: str) -> None:
    """Add a class and type its name: the field has the keyboard already, its text selected."""
    names = page.get_by_role("textbox", name="Class name")
    button = page.get_by_role("button", name="Add class")
    expect(button).to_be_visible()
    before = names.count()
    button.click()
    expect(names).to_have_count(before + 1)
    expect(names.last).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(card(page, name)).to_be_visible()


def add_pictures(page: Page, name: str, files: list[dict]) -> None:
    """Hand a class files by its dialog, and see that all are in."""
    page.get_by_label(f"Picture files for {name}").set_input_files(files)
    expect(card(page, name)).to_contain_text(f"{len(files)} pictures")


def train(page: Page, version: int) -> None:
    """Press Train, and wait until the new version answers."""
    page.get_by_role("button", name=re.compile("^Train")).click()
    expect(page.locator(".answer-foot")).to_contain_text(f"Version {version}", timeout=WHILE_LEARNING)


def show(page: Page, file: dict) -> dict[str, float]:
    """Show the model a picture; how likely it finds each class."""
    page.get_by_label("Picture to try").set_input_files([file])
    expect(page.get_by_test_id("answer")).to_be_visible()
    bars = page.locator("meter").evaluate_all("bars => bars.map(bar => [bar.ariaLabel, bar.value])")
    return dict(bars)


def teach(page: Page, server: Running) -> tuple[dict, dict[str, float]]:
    """Train what the page shows, of tomatoes and leaves; a tomato that is new, and what it says of that."""
    tomato = picture("tomato.jpg", jpeg("tomato", 50))
    page.get_by_label("Picture to try").set_input_files([tomato])
    server.until_ready()
    train(page, 1)
    return tomato, show(page, tomato)


def correct(page: Page, to: str) -> None:
    """Say what the picture on the stage is."""
    page.get_by_role("button", name="That’s wrong, it is …").click()
    page.get_by_role("menuitem", name=to).click()
