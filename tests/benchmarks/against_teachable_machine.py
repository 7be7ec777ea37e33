"""Train pressed until the first answer, beside Teachable Machine's library in the same browser.

The same 200 pictures of 5 classes, already embedded by both; its library trains to its page's 50 epochs. The
network is the same MobileNetV2 α 0.35: its own checkpoint is on the internet and this run is not.
"""

import contextlib
import json
import os
import statistics
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tf_keras as keras
from PIL import Image
from playwright.sync_api import Page
from tests.benchmarks.loopback import served
from tests.benchmarks.peers import packages
from tests.benchmarks.peers.networks import save_layers
from tests.benchmarks.studio import some_of, studio
from tests.benchmarks.train_to_live import EACH, open_camera, press, until_embedded
from tests.server import GRAFT, Running

from graft.backbones import catalogue
from graft.backbones.preprocessing import prepare
from graft.settings import Settings

ASKED = 4
"""Pictures a class that neither has seen, by which both must have learnt."""
ROUNDS = int(os.environ.get("ROUNDS", "3"))
PRESSES = 4
"""Of Graft's Train in each round: they are short."""
BACKENDS = ("webgl", "cpu")
"""Its library's first choice, which without a GPU the processor draws, and its plain JavaScript."""
ALIKE = 0.95
"""Least cosine of features: its library scales pictures in another way."""
NETWORK = "mobilenet_v2_035_224"


@dataclass(frozen=True)
class Pictures:
    """Class and path of each, below one folder."""

    folder: Path
    learnt: list[tuple[str, str]]
    asked: list[tuple[str, str]]


def measure(data: Path, weights: Path) -> str:
    """A table of both, and how many pictures each names right afterwards."""
    packages.install()
    with tempfile.TemporaryDirectory() as folder, studio(data, weights, EACH) as (server, project, page):
        pictures = _extract(data / "flowers.zip", Path(folder))
        _checkpoint(weights, pictures)
        until_embedded(server, project)
        open_camera(page)
        first = press(page)
        with _teachable(page, pictures) as (other, embedded):
            ours, theirs = _take_turns(page, other, pictures)
            theirs_right = other.evaluate("(pictures) => right(pictures)", pictures.asked)
        right = _right(server, pictures), theirs_right
        version = page.context.browser.version
    asked = len(pictures.asked)
    assert min(right) > asked / 2, f"Graft names {right[0]} of {asked} right, its library {right[1]}"
    medians = {f"its library on {name}": statistics.median(took) for name, took in theirs.items()}
    fastest, ours_median = min(medians, key=lambda name: medians[name]), statistics.median(ours)
    rows = {
        "Graft, median": ours_median,
        "Graft, the very first training": first,
        **{f"{name}, median": seconds for name, seconds in medians.items()},
        "before that, to embed one picture: its library": embedded,
    }
    head = (
        f"Chromium {version} without a GPU, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        f"{ROUNDS} rounds of {PRESSES} presses and one training of its library on each backend. "
        f"{packages.versions('@teachablemachine/image', '@tensorflow/tfjs')}."
    )
    table = "\n".join(f"| {name} | {seconds:.3f} |" for name, seconds in rows.items())
    verdict = (
        f"Graft takes 1/{medians[fastest] / ours_median:.0f} of the time of {fastest}. Of {asked} pictures "
        f"that neither has seen Graft names {right[0]} right, its library {right[1]}."
    )
    return f"{head}\n\n| what | seconds |\n| --- | --- |\n{table}\n\n{verdict}"


def _take_turns(page: Page, other: Page, pictures: Pictures) -> tuple[list[float], dict[str, list[float]]]:
    """Seconds of every training: Graft's, and its library's by backend."""
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in BACKENDS}
    for _ in range(ROUNDS):
        page.bring_to_front()
        ours += [press(page) for _ in range(PRESSES)]
        other.bring_to_front()
        for name, took in theirs.items():
            took.append(other.evaluate("([name, path]) => train(name, path)", [name, pictures.asked[0][1]]))
    return ours, theirs


@contextlib.contextmanager
def _teachable(page: Page, pictures: Pictures) -> Iterator[tuple[Page, float]]:
    """A page of the library with all examples in, in the browser of ``page``; seconds that they took."""
    with served(pictures.folder, {"peers": packages.HERE}) as address:
        other = page.context.browser.new_page()
        other.goto(f"{address}/peers/page/teachable.html")
        other.wait_for_function("globalThis.ready === true")
        labels = sorted({label for label, _ in pictures.learnt})
        given = ["/checkpoint/model.json", "out_relu", labels, pictures.learnt, "/checkpoint/features"]
        seconds, likeness = other.evaluate("(given) => gather(...given)", given)
        assert likeness > ALIKE, f"features of its library and of Keras are only {likeness:.3f} alike"
        yield other, seconds
        other.close()


def _extract(archive: Path, folder: Path) -> Pictures:
    """The very pictures that :func:`studio` imports, and others of the archive's held-out part."""
    with zipfile.ZipFile(some_of(archive, EACH, folder / "some.zip")) as some:
        some.extractall(folder / "pictures")
        learnt = some.namelist()
    with zipfile.ZipFile(archive) as everything:
        asked: dict[str, list[str]] = {}
        for name in sorted(everything.namelist()):
            split, _, rest = name.partition("/")
            if split == "val" and not name.endswith("/"):
                asked.setdefault(rest.split("/")[0], []).append(name)
        held_out = [name for names in asked.values() for name in names[:ASKED]]
        everything.extractall(folder / "pictures", held_out)
    return Pictures(
        folder,
        [(name.split("/")[0], f"/pictures/{name}") for name in learnt],
        [(name.split("/")[1], f"/pictures/{name}") for name in held_out],
    )


def _checkpoint(weights: Path, pictures: Pictures) -> None:
    """The network as a layers model that the library's old TensorFlow.js can read, and its features."""
    folder = pictures.folder / "checkpoint"
    settings = Settings(home=folder, weights_dir=weights)
    backbone = catalogue.find(NETWORK, settings)
    network = keras.applications.MobileNetV2((224, 224, 3), alpha=0.35, include_top=False, weights=None)
    if catalogue.weights_state(backbone, settings) != "absent":
        network.load_weights(catalogue.weights_path(backbone, settings))
    save_layers(network, folder)
    for_old_readers(folder)
    paths = [pictures.folder / path.removeprefix("/") for _, path in pictures.learnt]
    prepared = np.stack([prepare(Image.open(path).convert("RGB"), backbone.input) for path in paths])
    vectors = network.predict(prepared / np.float32(127) - 1, 25, verbose=0).mean(axis=(1, 2))
    (folder / "features").write_bytes(vectors.astype("<f4").tobytes())


def for_old_readers(folder: Path) -> None:
    """Say in ``model.json`` what Keras said when that TensorFlow.js was new: the same network."""
    path = folder / "model.json"
    described = json.loads(path.read_text())
    config = described["modelTopology"]["model_config"]
    config["class_name"] = "Model"
    for layer in config["config"]["layers"]:
        if layer["class_name"] == "BatchNormalization" and isinstance(layer["config"]["axis"], list):
            (layer["config"]["axis"],) = layer["config"]["axis"]
    path.write_text(json.dumps(described))


def _right(server: Running, pictures: Pictures) -> int:
    """How many of the pictures asked about the newest version names right, by the command line."""
    paths = [pictures.folder / path.removeprefix("/") for _, path in pictures.asked]
    environ = {**os.environ, "GRAFT_HOME": str(server.home)}
    done = subprocess.run(
        [GRAFT, "predict", "flowers", *paths, "--json"],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    answers = json.loads(done.stdout)
    best = [max(one["predictions"], key=lambda row: row["probability"])["class"] for one in answers]
    return sum(said == label for said, (label, _) in zip(best, pictures.asked, strict=True))
