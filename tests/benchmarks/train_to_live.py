"""Train pressed until the page predicts with the new head: 200 pictures of 5 classes, already in."""

import statistics
from pathlib import Path

from playwright.sync_api import Page
from tests.benchmarks.studio import studio
from tests.server import PATIENCE, Running, wait_for

RUNS = 10
EXAMPLES, EACH = 200, 40
"""Pictures in all, and of each class."""

# Presses Train and waits for the first answer of another version; milliseconds by the page's clock.
PRESS_AND_WAIT = """async () => {
  const foot = () => document.querySelector(".answer-foot")?.textContent ?? "";
  const version = () => Number(foot().match(/Version (\\d+)/)?.[1] ?? 0);
  const before = version();
  const next = () => new Promise(requestAnimationFrame);
  const buttons = () => [...document.querySelectorAll('button')];
  const find = () => buttons().find((one) => /^Train/.test(one.textContent.trim()));
  while (!find()) await next();
  const button = find();
  const started = performance.now();
  button.click();
  while (version() <= before) {
    if (performance.now() - started > 120000) throw new Error('no new version within two minutes');
    await next();
  }
  return performance.now() - started;
}"""


def measure(data: Path, weights: Path) -> str:
    """A table of the first training and of ten more."""
    with studio(data, weights, each=EACH) as (server, project, page):
        until_embedded(server, project)
        open_camera(page)
        took = [press(page) for _ in range(RUNS + 1)]
        runs = server.ask(f"/api/projects/{project}/runs")["items"]
    phases = {
        phase: statistics.median(run["seconds"][phase] for run in runs[:RUNS]) for phase in runs[0]["seconds"]
    }
    rows = [
        ("first training, page to page", took[0]),
        (f"median of the {RUNS} after it", statistics.median(took[1:])),
        ("slowest of them", max(took[1:])),
        *((f"in the worker: {phase}", value) for phase, value in phases.items()),
    ]
    return "| what | seconds |\n| --- | --- |\n" + "\n".join(
        f"| {name} | {value:.3f} |" for name, value in rows
    )


def until_embedded(server: Running, project: str) -> None:
    """Wait until the worker has seen every picture."""
    server.until_ready()

    def embedded() -> bool:
        counts = server.ask(f"/api/projects/{project}")
        return counts["embedded"] == counts["examples"] == EXAMPLES

    wait_for("embedding", embedded, PATIENCE)


def open_camera(page: Page) -> None:
    """Let the page see, so that it answers with whatever version there is."""
    page.get_by_role("button", name="Train", exact=True).wait_for()
    page.get_by_role("button", name="Turn on camera").click()
    page.get_by_role("button", name="Turn off camera").wait_for()


def press(page: Page) -> float:
    """Seconds from pressing Train to the first answer of the new version."""
    return page.evaluate(PRESS_AND_WAIT) / 1000
