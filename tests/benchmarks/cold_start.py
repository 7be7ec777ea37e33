"""Cold start: from the navigation to the first answer in a browser that has nothing, and the bytes that took.

Graft's contender is its whole studio, of a project with pictures in it; the peers' are pages that do nothing
but load a model and ask it, as their documentation tells a user to. All are shown the same photograph, and
served on loopback with the same compression. A second visit finds what the first one left in the browser.
"""

import base64
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import tf_keras as keras
from playwright.sync_api import Browser, BrowserContext
from tests.benchmarks.against_teachable_machine import for_old_readers
from tests.benchmarks.loopback import chromium, served
from tests.benchmarks.peers import packages
from tests.benchmarks.peers.metadata import with_metadata
from tests.benchmarks.peers.networks import CLASSES, lite, random_head, save_layers, with_head
from tests.benchmarks.studio import some_of
from tests.benchmarks.wire import Line, Wire, wired
from tests.server import GRAFT, Running, running

from graft.backbones import catalogue
from graft.backbones.builders import build
from graft.settings import Settings

NETWORK = "mobilenet_v2_035_224"
EACH = 12
"""Pictures of each class in Graft's projects: the studio shows them too."""
ROUNDS = int(os.environ.get("ROUNDS", "5"))
LINES = (Line("loopback"), Line("a shared Wi-Fi: 20 ms, 10 Mbit/s", 0.02, 10e6 / 8))
THUMBNAILS = """() => performance.getEntriesByType("resource")
  .filter((entry) => entry.name.endsWith("/thumbnail"))
  .reduce((sum, entry) => sum + entry.transferSize, 0)"""
QUIET = 2.0
"""Seconds without a byte after which a page has all it wants."""
PATIENCE = 120_000
WAIT = """(patience) => new Promise((resolve, reject) => {
  const look = () => globalThis.firstAnswer
    ? resolve(firstAnswer)
    : performance.now() > patience ? reject(new Error("no answer came")) : setTimeout(look, 10);
  look();
})"""

# Shows the studio the picture as soon as it lets one choose, and says when the answer stands there.
SHOW = """(() => {
  const bytes = Uint8Array.from(atob("PICTURE"), (one) => one.charCodeAt(0));
  let shown = false;
  new MutationObserver(() => {
    const field = document.querySelector('input[aria-label="Picture to try"]');
    if (field && !shown) {
      shown = true;
      const chosen = new DataTransfer();
      chosen.items.add(new File([bytes], "picture.jpg", { type: "image/jpeg" }));
      field.files = chosen.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const answer = document.querySelector('[data-testid="answer"]');
    if (answer) globalThis.firstAnswer ??= performance.now();
  }).observe(document, { childList: true, subtree: true });
})()"""


@dataclass(frozen=True)
class Contender:
    """An address, behind one of the wires."""

    name: str
    server: str
    path: str
    script: str = ""
    """Run before the page's own."""


@dataclass
class Visits:
    """What was measured of a contender on a line."""

    cold: list[float] = field(default_factory=list)
    """Milliseconds to the first answer; of a second visit, ``warm``."""
    warm: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    """Until the first answer; ``whole`` until the page is quiet, ``again`` of the second visit."""
    whole: list[int] = field(default_factory=list)
    again: list[int] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    thumbnails: list[int] = field(default_factory=list)
    """Of ``bytes``, the project's own pictures: the peers' pages have none to show."""


def measure(data: Path, weights: Path) -> str:
    """A table for each line: medians, bytes and ratios."""
    packages.install()
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        picture = _picture(data, folder)
        _peers_files(weights, folder / "peers", picture)
        with (
            running(folder / "home", GRAFT_WEIGHTS_DIR=str(weights)) as server,
            served(folder / "peers", {"page": packages.HERE / "page"}) as peers,
        ):
            addresses = {"graft": server.address, "peers": peers}
            contenders = [*_studios(server, data, weights, folder, picture), *PEERS]
            tables = [_compare(browser, line, addresses, contenders) for line in LINES]
        version = browser.version
    head = (
        f"Chromium {version} without a GPU, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"{ROUNDS} rounds. "
        f"{packages.versions('@teachablemachine/image', '@tensorflow/tfjs', '@mediapipe/tasks-vision')}."
    )
    return "\n\n".join([head, *tables])


PEERS = (
    Contender("Teachable Machine's library, webgl (its own choice)", "peers", "/page/cold-teachable.html"),
    Contender("Teachable Machine's library, cpu", "peers", "/page/cold-teachable.html?backend=cpu"),
    Contender("MediaPipe image classifier, CPU", "peers", "/page/cold-mediapipe.html"),
)


def _compare(browser: Browser, line: Line, addresses: dict[str, str], contenders: list[Contender]) -> str:
    """The table of one line; contenders take turns."""
    with contextlib.ExitStack() as stack:
        wires = {
            name: stack.enter_context(wired(urlsplit(address).port or 80, line))
            for name, address in addresses.items()
        }
        found = {one: Visits() for one in contenders}
        for _ in range(ROUNDS):
            for one, visits in found.items():
                context = browser.new_context()
                _visit_twice(context, wires[one.server], one, visits)
                context.close()
    return f"### On {line.name}\n\n{_table(found)}"


def _visit_twice(context: BrowserContext, wire: Wire, one: Contender, visits: Visits) -> None:
    if one.script:
        context.add_init_script(one.script)
    before, asked = wire.received, wire.requests
    took, until, thumbnails = _visit(context, wire, one)
    visits.cold.append(took)
    visits.bytes.append(until - before)
    visits.thumbnails.append(thumbnails)
    visits.requests.append(wire.requests - asked)
    visits.whole.append(wire.received - before)
    before = wire.received
    took, until, _ = _visit(context, wire, one)
    visits.warm.append(took)
    visits.again.append(until - before)


def _visit(context: BrowserContext, wire: Wire, one: Contender) -> tuple[float, int, int]:
    """Milliseconds to the first answer, the wire's bytes by then, and thumbnails' among them.

    The page is quiet when it closes.
    """
    page = context.new_page()
    page.goto(wire.address + one.path, wait_until="commit")
    took = page.evaluate(WAIT, PATIENCE)
    until, thumbnails = wire.received, page.evaluate(THUMBNAILS)
    wire.until_quiet(QUIET)
    page.close()
    return took, until, thumbnails


def _table(found: dict[Contender, Visits]) -> str:
    median = statistics.median
    ours = _same_network(found)
    head = (
        "| contender | first answer, ms | times Graft's | second visit, ms | times Graft's "
        "| kB until the first answer | times Graft's | kB of thumbnails besides | kB until quiet | requests "
        "| kB, second visit |"
    )
    rows = []
    for one, visits in found.items():
        numbers = (
            f"{median(visits.cold):.0f} | {median(visits.cold) / median(ours.cold):.2f}",
            f"{median(visits.warm):.0f} | {median(visits.warm) / median(ours.warm):.2f}",
            f"{_needed(visits):.0f} | {_needed(visits) / _needed(ours):.2f}",
            f"{median(visits.thumbnails) / 1000:.0f} | {median(visits.whole) / 1000:.0f}",
            f"{median(visits.requests):.0f} | {median(visits.again) / 1000:.0f}",
        )
        rows.append(f"| {one.name} | {' | '.join(numbers)} |")
    return "\n".join([head, "| --- " * 11 + "|", *rows])


def _needed(visits: Visits) -> float:
    """Kilobytes until the first answer, without the thumbnails."""
    return statistics.median(np.subtract(visits.bytes, visits.thumbnails)) / 1000


def _same_network(found: dict[Contender, Visits]) -> Visits:
    """Graft's visits with the network that the peers have too."""
    return next(visits for one, visits in found.items() if one.server == "graft" and NETWORK in one.name)


def _studios(server: Running, data: Path, weights: Path, folder: Path, picture: Path) -> Iterator[Contender]:
    """A project with a version on the network that the peers have, and one on Graft's own."""
    own = catalogue.default_backbone(Settings(home=folder / "none", weights_dir=None)).name
    archive = some_of(data / "flowers.zip", EACH, folder / "some.zip")
    script = SHOW.replace("PICTURE", base64.b64encode(picture.read_bytes()).decode())
    environ = {**os.environ, "GRAFT_HOME": str(server.home), "GRAFT_WEIGHTS_DIR": str(weights)}
    for backbone in dict.fromkeys([NETWORK, own]):
        for command in (
            ["import", archive, "--project", backbone],
            ["train", backbone, "--backbone", backbone],
        ):
            subprocess.run([GRAFT, *command], env=environ, check=True, stdout=subprocess.DEVNULL)
        projects = server.ask("/api/projects")["items"]
        identity = next(one["id"] for one in projects if one["name"] == backbone)
        yield Contender(f"Graft's studio, {backbone}", "graft", f"/p/{identity}", script)


def _picture(data: Path, folder: Path) -> Path:
    """A photograph that no project has learnt from."""
    with zipfile.ZipFile(data / "flowers.zip") as archive:
        name = min(name for name in archive.namelist() if name.startswith("val/") and not name.endswith("/"))
        (folder / "picture.jpg").write_bytes(archive.read(name))
    return folder / "picture.jpg"


def _peers_files(weights: Path, folder: Path, picture: Path) -> None:
    """All that the peers' pages ask for, each file also as Brotli has it."""
    (folder / "wasm").mkdir(parents=True)
    shutil.copy(picture, folder)
    modules = packages.HERE / "node_modules"
    for path in (
        "@tensorflow/tfjs/dist/tf.min.js",
        "@teachablemachine/image/dist/teachablemachine-image.min.js",
        "@mediapipe/tasks-vision/vision_bundle.mjs",
    ):
        shutil.copy(modules / path, folder)
    for path in (modules / "@mediapipe/tasks-vision/wasm").glob("vision_wasm_internal.*"):
        shutil.copy(path, folder / "wasm")
    _teachable_model(weights, folder / "teachable")
    settings = Settings(home=folder / "none", weights_dir=weights)
    backbone = build(catalogue.find(NETWORK, settings), settings)
    model = with_head(backbone, random_head(backbone.outputs[1].shape[-1]))
    (folder / "mediapipe.tflite").write_bytes(with_metadata(lite(model)))
    subprocess.run(["node", "--input-type=module", "-e", COMPRESS, folder], check=True)


def _teachable_model(weights: Path, folder: Path) -> None:
    """The same network as Teachable Machine exports its own."""
    settings = Settings(home=folder, weights_dir=weights)
    network = keras.applications.MobileNetV2((224, 224, 3), alpha=0.35, include_top=False, weights=None)
    network.load_weights(catalogue.weights_path(catalogue.find(NETWORK, settings), settings))
    vector = keras.layers.GlobalAveragePooling2D()(network.output)
    backbone = keras.Model(network.input, [network.output, vector])
    save_layers(with_head(backbone, random_head(vector.shape[-1])), folder)
    for_old_readers(folder)
    labels = [str(number) for number in range(CLASSES)]
    about = {
        "tfjsVersion": "1.3.1",
        "tmVersion": "2.4.10",
        "packageVersion": "0.8.5",
        "packageName": "@teachablemachine/image",
    }
    made = time.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    described = {
        **about,
        "timeStamp": made,
        "userMetadata": {},
        "modelName": "",
        "labels": labels,
        "imageSize": 224,
    }
    (folder / "metadata.json").write_text(json.dumps(described))


COMPRESS = """
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
for (const file of readdirSync(process.argv[1], { recursive: true, withFileTypes: true })) {
  if (!file.isFile()) continue;
  const path = `${file.parentPath}/${file.name}`;
  const content = readFileSync(path);
  const small = brotliCompressSync(content);
  if (small.length < content.length) writeFileSync(`${path}.br`, small);
}
"""
