"""Frame to label: 640 × 480 pixels through the page's own worker, in headless Chromium.

Contenders take turns, so that whatever else the machine does hits all of them; read the ratios.
"""

import contextlib
import functools
import http.server
import os
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from graft.backbones import catalogue
from graft.backbones.builders import build
from graft.backbones.catalogue import Backbone
from graft.exporting.converter import convert
from graft.exporting.head import rehearse_export
from graft.settings import ROOT, Settings

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
NETWORKS = ("mobilenet_v2_035_224", "mobilenet_v2_100_224")
ROUNDS = int(os.environ.get("ROUNDS", "8"))
FRAMES = int(os.environ.get("FRAMES", "15"))

# Contender → how many threads the device is told it chose for the fast lane; 0 is TensorFlow.js on its wasm
# backend, as the page uses it. A peer's package would stand here with a worker of its own.
CONTENDERS = {"fast lane, 2 threads": 2, "fast lane, 1 thread": 1, "TensorFlow.js, wasm": 0}

PAGE = """<!doctype html><script type="module">
const workers = {};
function ask(worker, id, question, transfer = []) {
  return new Promise((resolve, reject) => {
    worker.addEventListener("message", function heard({ data }) {
      if (data.id !== id || data.kind === "event") return;
      worker.removeEventListener("message", heard);
      if (data.kind === "answer") resolve(data.answer); else reject(new Error(data.message));
    });
    worker.postMessage({ id, ...question }, transfer);
  });
}
function remember(key, threads) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("graft-vision", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("threads");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const name = `${1} ${navigator.hardwareConcurrency} ${navigator.userAgent} ${key}`;
      const writing = opening.result.transaction("threads", "readwrite");
      writing.objectStore("threads").put(threads, name);
      writing.oncomplete = () => { opening.result.close(); resolve(); };
    };
  });
}
globalThis.load = async (name, threads, manifest, script) => {
  workers[name]?.terminate();
  await remember(manifest.backbone.sha256, threads);
  workers[name] = new Worker(script, { type: "module" });
  const artifacts = new URL("/artifacts/", location.href).href;
  return ask(workers[name], 1, { op: "load", manifest, artifacts, backend: "wasm" });
};
const canvas = new OffscreenCanvas(640, 480), pen = canvas.getContext("2d");
let count = 0;
async function frame() {
  count++;
  for (let i = 0; i < 24; i++) {
    pen.fillStyle = `hsl(${(i * 47 + count * 3) % 360} 70% ${30 + (i * 13) % 50}%)`;
    pen.fillRect((i * 97 + count * 5) % 600, (i * 61) % 440, 120, 90);
  }
  return createImageBitmap(canvas);
}
globalThis.time = async (name, frames) => {
  const rows = [];
  for (let i = 0; i < frames; i++) {
    const picture = await frame();
    const begun = performance.now();
    const { milliseconds } = await ask(workers[name], 100 + count, { op: "predict", picture }, [picture]);
    rows.push([performance.now() - begun, milliseconds]);
  }
  return rows;
};
globalThis.ready = true;
</script>"""


def measure(data: Path, weights: Path) -> str:
    """A table of medians and ratios, for both MobileNets and the network that comes with Graft."""
    settings = Settings(home=Path(tempfile.gettempdir()) / "graft-frame", weights_dir=weights)
    names = [*NETWORKS, catalogue.default_backbone(settings).name]
    rows = []
    with tempfile.TemporaryDirectory() as folder, _browser(Path(folder)) as (page, version):
        for name in dict.fromkeys(names):
            backbone = catalogue.find(name, settings)
            source = _export(backbone, settings, Path(folder) / "artifacts" / name)
            rows += _compare(page, backbone, source)
    head = "| network | contender | frame → label, ms | in the worker, ms | ratio to TensorFlow.js |"
    return "\n".join(
        [f"Chromium {version}, {os.cpu_count()} cores, {ROUNDS} rounds.\n", head, "| --- " * 5 + "|", *rows]
    )


def _compare(page: Page, backbone: Backbone, source: str) -> list[str]:
    """Rows of the table for one network."""
    scripts = [path.name for path in (ROOT / "web/dist/assets").glob("worker-*.js")]
    for contender, threads in CONTENDERS.items():
        manifest = _manifest(backbone, f"{backbone.name}-{threads}")
        ready = page.evaluate(
            "([name, threads, manifest, script]) => load(name, threads, manifest, script)",
            [contender, threads, manifest, f"/assets/{scripts[0]}"],
        )
        wanted = ("fast lane", threads) if threads else ("tensorflow", ready["engine"]["threads"])
        assert (ready["engine"]["name"], ready["engine"]["threads"]) == wanted, ready
        page.evaluate(
            "([name, frames]) => time(name, frames)", [contender, 3 * FRAMES]
        )  # compiled in earnest
    times: dict[str, list[list[float]]] = {name: [] for name in CONTENDERS}
    for _ in range(ROUNDS):
        for name in CONTENDERS:
            times[name] += page.evaluate("([name, frames]) => time(name, frames)", [name, FRAMES])
    medians = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in times.items()
    }
    slowest = medians["TensorFlow.js, wasm"][0]
    return [
        f"| {backbone.name} ({source}) | {name} | {whole:.2f} | {inside:.2f} | {whole / slowest:.2f} |"
        for name, (whole, inside) in medians.items()
    ]


def _export(backbone: Backbone, settings: Settings, folder: Path) -> str:
    """Backbone and head as graph models in ``folder``; whether the weights are pretrained."""
    pretrained = catalogue.weights_state(backbone, settings) != "absent"
    model = build(backbone, settings, weights=pretrained)
    (folder / "backbone").mkdir(parents=True)
    convert(model, folder / "backbone", ["maps", "vector"])
    rehearse_export(model.outputs[1].shape[-1], folder / "head")
    return "pretrained" if pretrained else "random weights"


def _manifest(backbone: Backbone, key: str) -> dict:
    """As much of a manifest as the worker reads."""
    return {
        "version": 1,
        "classes": [{"id": str(i), "name": str(i)} for i in range(5)],
        "input": backbone.input.as_json(),
        "backbone": {
            "sha256": key,
            "model": f"{backbone.name}/backbone/model.json",
            "features": backbone.features,
            "outputs": {"maps": "maps", "vector": "vector"},
        },
        "head": {"sha256": key, "model": f"{backbone.name}/head/model.json"},
        "unknown": {"threshold": 0},
    }


class _Isolated(http.server.SimpleHTTPRequestHandler):
    """Serves a folder to an isolated page: threads need that."""

    def end_headers(self) -> None:
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing: standard error is for what matters."""


@contextlib.contextmanager
def _browser(folder: Path) -> Iterator[tuple[Page, str]]:
    (folder / "artifacts").mkdir()
    (folder / "assets").symlink_to(ROOT / "web/dist/assets")
    (folder / "index.html").write_text(PAGE)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Isolated, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            page.wait_for_function("globalThis.ready === true")
            yield page, browser.version
            browser.close()
    finally:
        server.shutdown()
