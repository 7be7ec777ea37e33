"""What runs the network in the page: chosen on the device, remembered there, and shown."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.person import show, teach
from tests.browser.test_states import given_project
from tests.server import Running, wait_for

CHOSEN = """store => new Promise((resolve, reject) => {
  const look = () => {
    const opening = indexedDB.open('graft-vision', 2);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asking = opening.result.transaction(store).objectStore(store).getAll();
      asking.onsuccess = () => {
        opening.result.close();
        asking.result.length ? resolve(asking.result) : setTimeout(look, 50);
      };
    };
  };
  look();
})"""
"""Waits until the device has chosen, and gives what."""
CHOOSE = """choice => new Promise((resolve, reject) => {
  const opening = indexedDB.open('graft-vision', 2);
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const writing = opening.result.transaction('graphics', 'readwrite');
    const store = writing.objectStore('graphics');
    store.getAllKeys().onsuccess = ({ target }) => target.result.forEach((key) => store.put(choice, key));
    writing.oncomplete = () => (opening.result.close(), resolve());
  };
})"""
"""Writes what a device with a graphics processor would have found."""


def test_the_page_finds_out_what_serves_best_here_remembers_it_and_shows_it(
    open_page: Callable[..., Page], server: Running
) -> None:
    page = open_page(viewport={"width": 1280, "height": 844})
    page.goto(f"/p/{given_project(server, 'On a desk', ('tomato', 'leaf'), 8)}")
    tomato, said = teach(page, server)
    foot = page.locator(".answer-foot")
    expect(foot).to_contain_text("fast lane")
    assert page.evaluate(CHOSEN, "threads") != [0]
    # This Chromium has no graphics processor, and one that is played by the processor is not asked.
    assert page.evaluate(CHOSEN, "graphics") == ["none"]

    page.evaluate(CHOOSE, "webgl")
    page.reload()
    assert show(page, tomato) == pytest.approx(said, abs=1e-4)

    def in_webgl() -> bool:
        assert show(page, tomato) == pytest.approx(said, abs=1e-3)
        return "WebGL" in (foot.text_content() or "")

    wait_for("WebGL", in_webgl)
