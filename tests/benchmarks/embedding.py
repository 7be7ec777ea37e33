"""Pictures embedded a second, from file to vector as when they are uploaded, beside loops on decoded ones.

The loops show where the time goes: the network alone on its fast copy, on as many threads as there are
cores, and reading the files as well; the same network as a ``tf.function``; and reading the files alone.
"""

import os
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import tensorflow as tf

from graft.backbones import catalogue
from graft.backbones.builders import build
from graft.backbones.features import Embedder
from graft.backbones.litert import FastCopy, litert_model
from graft.backbones.preprocessing import prepare
from graft.datasets import pictures
from graft.settings import Settings
from graft.storage.home import Home

NETWORK = "mobilenet_v2_035_224"
PICTURES, ROUNDS, BATCH = 320, 5, 32


def measure(data: Path, weights: Path) -> str:
    """A table of rates: medians over rounds in which all take turns."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), weights_dir=weights)
        contenders = _contenders(settings, _files(data / "flowers.zip"))
        for work in contenders.values():
            work()
        rates: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(ROUNDS):
            for name, work in contenders.items():
                begun = time.perf_counter()
                work()
                rates[name].append(PICTURES / (time.perf_counter() - begun))
    first, *_ = medians = [statistics.median(values) for values in rates.values()]
    rows = [
        f"| {name} | {rate:.0f} | {first / rate:.2f} |" for name, rate in zip(rates, medians, strict=True)
    ]
    head = f"{NETWORK}, {PICTURES} photographs, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}."
    table = ["| what | pictures a second | embedding's share of it |", "| --- | --- | --- |", *rows]
    return "\n".join([head, "", *table])


def _contenders(settings: Settings, files: list[bytes]) -> dict[str, Callable[[], object]]:
    home, backbone = Home(settings.home).create(), catalogue.find(NETWORK, settings)
    model = build(backbone, settings)
    embedder = Embedder(backbone, settings, home, lambda: model)
    path = litert_model(backbone, settings, home, lambda: model)
    threads = os.cpu_count() or 1
    pool, copies = ThreadPoolExecutor(threads), [FastCopy(path) for _ in range(threads)]

    def read(file: bytes) -> np.ndarray:
        return prepare(pictures.decode(file, settings.pixels), backbone.input)

    decoded = [values.astype(np.float32) for values in pool.map(read, files)]
    batches = [tf.constant(np.stack(decoded[i : i + BATCH])) for i in range(0, len(decoded), BATCH)]
    function = tf.function(lambda values: model(values, training=False)[1])

    def bare(thread: int) -> None:
        for values in decoded[thread::threads]:
            copies[thread](values)

    def reading_too(thread: int) -> None:
        for file in files[thread::threads]:
            copies[thread](read(file))

    return {
        "embedding, file to vector": lambda: list(embedder.embed(files)),
        "its fast copy on decoded pictures": lambda: list(pool.map(bare, range(threads))),
        "the same loop, reading the files too": lambda: list(pool.map(reading_too, range(threads))),
        f"tf.function on decoded pictures, {BATCH} at a time": lambda: [function(batch) for batch in batches],
        "reading the files": lambda: list(pool.map(read, files)),
    }


def _files(archive: Path) -> list[bytes]:
    with zipfile.ZipFile(archive) as opened:
        names = sorted(name for name in opened.namelist() if name.lower().endswith(".jpg"))
        step = len(names) // PICTURES
        return [opened.read(name) for name in names[::step][:PICTURES]]
