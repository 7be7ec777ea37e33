"""A training beside the usual way: freeze the network, ``model.fit`` for 50 epochs, convert all of it.

The same 200 pictures of 5 classes and the same backbone, on the same processors. Graft's features are there
before Train is pressed, as they always are; Keras' pictures are decoded and in memory.
"""

import io
import os
import statistics
import tempfile
import time
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import tensorflow as tf
import tf_keras as keras
from PIL import Image
from tests.benchmarks.peers.networks import random_head, save_layers, with_head
from tests.benchmarks.studio import some_of, studio
from tests.benchmarks.train_to_live import EACH, until_embedded
from tests.server import Running

from graft.backbones import catalogue
from graft.backbones.builders import build
from graft.backbones.catalogue import Backbone
from graft.backbones.preprocessing import prepare
from graft.exporting.head import read_head
from graft.settings import Settings
from graft.storage.home import Home

EPOCHS, BATCH = 50, 32
ROUNDS = int(os.environ.get("ROUNDS", "3"))
TRAININGS = 5
"""Of Graft in each round: they are short."""


@dataclass(frozen=True)
class Split:
    """Pictures as a network takes them, float32[n, h, w, 3], and the names of their classes."""

    pictures: np.ndarray
    names: list[str]


def measure(data: Path, weights: Path) -> str:
    """A table of seconds and accuracies."""
    with tempfile.TemporaryDirectory() as folder, studio(data, weights, EACH) as (server, project, _):
        until_embedded(server, project)
        settings = Settings(home=server.home, weights_dir=weights)
        backbone = catalogue.default_backbone(settings)
        learnt = _read(some_of(data / "flowers.zip", EACH, Path(folder) / "some.zip"), "", backbone)
        ours: list[float] = []
        theirs: list[tuple[float, float]] = []
        for number in range(ROUNDS):
            ours += [_train(server, project) for _ in range(TRAININGS)]
            fitted, seconds = _fit(build(backbone, settings), learnt)
            begun = time.perf_counter()
            save_layers(fitted, Path(folder) / str(number))
            theirs.append((seconds, time.perf_counter() - begun))
        manifest = server.ask(f"/api/projects/{project}/versions/current/manifest")
        head = read_head(Home(settings.home), manifest["head"]["sha256"])
    held_out = _read(data / "flowers.zip", "val/", backbone)
    grafted = with_head(build(backbone, settings), head)
    order = [one["name"] for one in manifest["classes"]]
    accuracies = (
        _accuracy(grafted, order, held_out),
        _accuracy(fitted, sorted(set(learnt.names)), held_out),
    )
    return _table(backbone, ours, theirs, accuracies)


def _train(server: Running, project: str) -> float:
    """Seconds from asking for a training to its version being published, by the run's own account."""
    job = server.ask(f"/api/projects/{project}/runs", {"seed": 0})["job"]
    assert server.until_ended(job["id"])["status"] == "done"
    return sum(server.ask(f"/api/projects/{project}/runs")["items"][0]["seconds"].values())


def _fit(backbone: keras.Model, learnt: Split) -> tuple[keras.Model, float]:
    """A frozen network with a dense layer, trained as tutorials do; seconds of the training alone."""
    keras.utils.set_random_seed(0)
    model = with_head(backbone, random_head(backbone.outputs[1].shape[-1]))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    names = sorted(set(learnt.names))
    classes = np.array([names.index(name) for name in learnt.names])
    begun = time.perf_counter()
    model.fit(learnt.pictures, classes, BATCH, EPOCHS, verbose=0)
    return model, time.perf_counter() - begun


def _read(archive: Path, split: str, backbone: Backbone) -> Split:
    """The pictures ``split``/class/file of an archive, prepared."""
    with zipfile.ZipFile(archive) as opened:
        entries = [name for name in opened.namelist() if name.startswith(split) and not name.endswith("/")]
        entries = [name for name in entries if name.count("/") == split.count("/") + 1]
        files = [io.BytesIO(opened.read(name)) for name in entries]
    pictures = [prepare(Image.open(file).convert("RGB"), backbone.input) for file in files]
    return Split(np.stack(pictures).astype(np.float32), [name.split("/")[-2] for name in entries])


def _accuracy(model: keras.Model, order: list[str], asked: Split) -> float:
    said = model.predict(asked.pictures, BATCH, verbose=0).argmax(axis=1)
    return float(np.mean([order[index] == name for index, name in zip(said, asked.names, strict=True)]))


def _table(
    backbone: Backbone, ours: list[float], theirs: list[tuple[float, float]], accuracies: tuple[float, float]
) -> str:
    fit, conversion = (statistics.median(column) for column in zip(*theirs, strict=True))
    graft = statistics.median(ours)
    rows = [
        ("Graft: training, checks, export, publishing", f"{graft:.3f}", f"{accuracies[0]:.3f}"),
        (f"Keras: model.fit, {EPOCHS} epochs", f"{fit:.3f}", f"{accuracies[1]:.3f}"),
        ("tensorflowjs: the whole network", f"{conversion:.3f}", ""),
    ]
    head = (
        f"{backbone.name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {ROUNDS} rounds of "
        f"{TRAININGS} trainings of Graft and one of Keras. TensorFlow {tf.__version__}, tensorflowjs "
        f"{version('tensorflowjs')}. Accuracy on the archive's held-out pictures."
    )
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return (
        f"{head}\n\n| what | seconds, median | accuracy |\n| --- | --- | --- |\n{table}\n\n"
        f"Graft is {(fit + conversion) / graft:.0f} times as fast."
    )
