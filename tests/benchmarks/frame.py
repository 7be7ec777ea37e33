"""Frame to label: 640 × 480 pixels to the classes' probabilities, beside the peers, in headless Chromium.

Contenders take turns, so that whatever else the machine does hits all of them; read the ratios. Nothing is
timed before it has answered as Graft does.
"""

import os
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page
from tests.benchmarks.loopback import chromium, served
from tests.benchmarks.peers import packages
from tests.benchmarks.peers.contenders import PACKAGES, Contender, contenders
from tests.benchmarks.peers.networks import export_all

from graft.backbones import catalogue
from graft.backbones.builders import build
from graft.backbones.catalogue import Backbone
from graft.settings import ROOT, Settings

NETWORKS = ("mobilenet_v2_035_224", "mobilenet_v2_100_224")
ROUNDS = int(os.environ.get("ROUNDS", "8"))
FRAMES = int(os.environ.get("FRAMES", "15"))
MOST_SECONDS = 1.5
"""Of one contender's turn: who needs seconds a frame shows fewer."""
SCALED = 0.15
"""Largest difference of a probability where frames are scaled: each peer has a filter of its own."""


def measure(data: Path, weights: Path) -> str:
    """A table of medians and ratios, for both MobileNets and the network that comes with Graft."""
    packages.install()
    settings = Settings(home=Path(tempfile.gettempdir()) / "graft-frame", weights_dir=weights)
    names = dict.fromkeys([*NETWORKS, catalogue.default_backbone(settings).name])
    with tempfile.TemporaryDirectory() as folder:
        backbones = [catalogue.find(name, settings) for name in names]
        artifacts = Path(folder) / "artifacts"
        sources = [_export(backbone, settings, artifacts) for backbone in backbones]
        links = {
            "assets": ROOT / "web/dist/assets",
            "peers": packages.HERE,
            "wasm": ROOT / "node_modules/@tensorflow/tfjs-backend-wasm/dist",
        }
        with served(Path(folder), links) as address, chromium() as browser:
            parts = [_compare(browser, address, *one) for one in zip(backbones, sources, strict=True)]
            version = browser.version
    head = (
        f"Chromium {version} without a GPU, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"{ROUNDS} rounds of {FRAMES} frames. {packages.versions(*PACKAGES)}."
    )
    return "\n\n".join([head, *parts])


def _export(backbone: Backbone, settings: Settings, artifacts: Path) -> str:
    """The network in all formats; whether its weights are pretrained."""
    pretrained = catalogue.weights_state(backbone, settings) != "absent"
    export_all(build(backbone, settings, weights=pretrained), backbone.input, artifacts / backbone.name)
    return "pretrained" if pretrained else "random weights"


def _compare(browser: Browser, address: str, backbone: Backbone, source: str) -> str:
    """The table of one network."""
    (script,) = (path.name for path in (ROOT / "web/dist/assets").glob("worker-*.js"))
    taking_part = contenders(backbone, f"/assets/{script}")
    pages = {one: _open(browser, address, one) for one in taking_part}
    agreement = _agreement(pages, backbone.input.size[0])
    for page in pages.values():
        page.evaluate("([frames, most]) => time(frames, most)", [3 * FRAMES, 3 * MOST_SECONDS])
    times: dict[Contender, list[float]] = {one: [] for one in taking_part}
    for _ in range(ROUNDS):
        for one, page in pages.items():
            times[one] += page.evaluate("([frames, most]) => time(frames, most)", [FRAMES, MOST_SECONDS])
    for page in pages.values():
        page.context.close()
    shown = [f"### {backbone.name} ({source})", _table(times, agreement)]
    shown += [_verdict(name, times, of) for name, of in (("median", statistics.median), ("tenth", tenth))]
    return "\n\n".join(shown)


def tenth(took: list[float]) -> float:
    """What the quickest tenth stays under: the time itself where other work interrupts most frames."""
    return float(np.quantile(took, 0.1))


def _open(browser: Browser, address: str, one: Contender) -> Page:
    """A page, and so a process, of the contender's own."""
    page = browser.new_context().new_page()
    page.goto(f"{address}/peers/page/contender.html")
    page.wait_for_function("globalThis.ready === true")
    page.evaluate("([module, given]) => openContender(module, given)", [f"./{one.module}", one.given])
    return page


def _agreement(pages: dict[Contender, Page], side: int) -> dict[Contender, tuple[float, float]]:
    """Largest difference from Graft, of frames that fit and of a camera's; AssertionError if too large."""
    said = {one: page.evaluate("([side]) => answers(side, 4)", [side]) for one, page in pages.items()}
    ours = next(iter(said.values()))
    found = {}
    for one, rows in said.items():
        fits, camera = (np.abs(np.subtract(rows[key], ours[key])).max() for key in ("unscaled", "camera"))
        assert fits <= one.tolerance, f"{one.name} is {fits:.2g} from Graft where nothing is scaled"
        assert camera <= one.tolerance + SCALED, f"{one.name} is {camera:.2g} from Graft on a camera's frames"
        found[one] = float(fits), float(camera)
    return found


def _table(times: dict[Contender, list[float]], agreement: dict[Contender, tuple[float, float]]) -> str:
    ours = statistics.median(next(iter(times.values())))
    head = (
        "| contender | frame → label, ms: median | quickest tenth | times Graft's median "
        "| largest difference: same pixels | own scaling |"
    )
    rows = []
    for one, took in times.items():
        median, (fits, camera) = statistics.median(took), agreement[one]
        numbers = f"{median:.2f} | {tenth(took):.2f} | {median / ours:.2f} | {fits:.0e} | {camera:.2f}"
        rows.append(f"| {one.name} | {numbers} |")
    return "\n".join([head, "| --- " * 6 + "|", *rows])


def _verdict(name: str, times: dict[Contender, list[float]], of: Callable[[list[float]], float]) -> str:
    """Graft's best in parts of the best peers'."""
    values = {one: of(took) for one, took in times.items()}
    best = {
        kind: min((one for one in values if one.kind == kind), key=lambda one: values[one])
        for kind in ("graft", "float", "int8")
    }
    ours = values[best["graft"]]
    parts = [f"{ours / values[best[kind]]:.2f} of {best[kind].name}" for kind in ("float", "int8")]
    return f"By the {name}, {best['graft'].name}: {' and '.join(parts)}, the fastest peers of their kinds."
