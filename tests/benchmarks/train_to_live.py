"""Train pressed until the page predicts with the new head: 200 pictures of 5 classes, already in."""

import statistics
from pathlib import Path

from tests.benchmarks.studio import studio
from tests.server import PATIENCE, wait_for

RUNS = 10

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
    with studio(data, weights, each=40) as (server, project, page):
        server.until_ready()

        def embedded() -> bool:
            counts = server.ask(f"/api/projects/{project}")
            return counts["embedded"] == counts["examples"] == 200

        wait_for("embedding", embedded, PATIENCE)
        page.get_by_role("button", name="Train", exact=True).wait_for()
        page.get_by_role("button", name="Turn on camera").click()
        page.get_by_role("button", name="Turn off camera").wait_for()
        took = [page.evaluate(PRESS_AND_WAIT) / 1000 for _ in range(RUNS + 1)]
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
