"""The page against Keras: every held-out photograph as a file through the page, and through Keras."""

from pathlib import Path

import numpy as np
from tests.benchmarks.studio import studio

from graft.backbones import catalogue
from graft.backbones.builders import build
from graft.backbones.preprocessing import prepare
from graft.datasets.pictures import decode
from graft.exporting.head import read_head
from graft.settings import Settings
from graft.storage.home import Home

# Hands each picture to the page as a file, as a person would, and reads the bars it draws.
SHOW_AND_READ = """async (addresses) => {
  const input = document.querySelector('input[aria-label="Picture to try"]');
  const next = () => new Promise(requestAnimationFrame);
  const answers = [];
  for (const address of addresses) {
    const blob = await (await fetch(address)).blob();
    const files = new DataTransfer();
    files.items.add(new File([blob], 'picture', { type: blob.type }));
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    while (document.querySelector('[data-testid=answer]')) await next();
    while (!document.querySelector('[data-testid=answer]')) await next();
    const bars = [...document.querySelectorAll('meter')];
    answers.push(bars.map((bar) => bar.value));
  }
  return answers;
}"""


def measure(data: Path, weights: Path) -> str:
    """A table of how often the two agree, and by how much they differ."""
    with studio(data, weights) as (server, project, page):
        job = server.ask(f"/api/projects/{project}/runs", {"seed": 0})["job"]
        assert server.until_ended(job["id"])["status"] == "done"
        manifest = server.ask(f"/api/projects/{project}/versions/current/manifest")
        names = _held_out(server, project)
        page.get_by_text("pictures it never saw").wait_for()
        page_says = np.array(page.evaluate(SHOW_AND_READ, [f"/api/images/{sha256}" for sha256 in names]))
        settings = Settings(home=server.home, weights_dir=weights)
        keras_says = _in_keras(settings, manifest, names)
    same = np.mean(page_says.argmax(axis=1) == keras_says.argmax(axis=1))
    differences = np.abs(page_says - keras_says).max(axis=1)
    rows = [
        ("photographs", f"{len(names)}"),
        ("same top-1", f"{same:.4f}"),
        ("largest probability difference: median", f"{np.median(differences):.1e}"),
        ("… 95th percentile", f"{np.quantile(differences, 0.95):.1e}"),
        ("… largest", f"{differences.max():.1e}"),
    ]
    return "| what | value |\n| --- | --- |\n" + "\n".join(f"| {name} | {value} |" for name, value in rows)


def _held_out(server, project: str) -> list[str]:
    """SHA-256 of every example of the test split."""
    names, cursor = [], ""
    while cursor is not None:
        query = f"split=test&limit=200{cursor and f'&cursor={cursor}'}"
        answer = server.ask(f"/api/projects/{project}/examples?{query}")
        names += [row["sha256"] for row in answer["items"]]
        cursor = answer["next"]
    return names


def _in_keras(settings: Settings, manifest: dict, names: list[str]) -> np.ndarray:
    """float64[n, k]: probabilities by Pillow, Keras and the head."""
    home = Home(settings.home)
    backbone = catalogue.find(manifest["backbone"]["name"], settings)
    network = build(backbone, settings)
    head = read_head(home, manifest["head"]["sha256"])
    rows = []
    for start in range(0, len(names), 32):
        pictures = [decode(home.blobs.read(name), settings.pixels) for name in names[start : start + 32]]
        images = np.stack([prepare(picture, backbone.input) for picture in pictures]).astype(np.float32)
        rows.append(head.probabilities(np.asarray(network(images, training=False)[1])))
    return np.concatenate(rows)
