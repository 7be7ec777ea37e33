"""A network small enough to be trained in a test, and pictures to train it on."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from graft.backbones import catalogue
from graft.backbones.graftnet import build_graftnet
from graft.backbones.groups import convolution_groups
from graft.backbones.rows import Backbone
from graft.settings import Settings
from graft.training.fitting import Hooks
from graft.training.network import Network
from graft.training.objectives import OneLabel
from graft.training.phases import Phase
from graft.training.presets import find
from graft.training.seeds import seeded
from graft.training.splits import ExampleRef
from graft.training.tuning import Lesson

SIDE = 32
CLASSES = [{"id": name, "name": name} for name in ("red", "green", "blue")]
COLOURS = np.array([[200, 60, 60], [60, 200, 60], [60, 60, 200]])
GROUPS = ["stem", "block01", "maps"]


def tiny_row() -> Backbone:
    """The smallest GraftNet as a row of the catalogue."""
    return replace(
        catalogue.find("graftnet_small_128", Settings()),
        arguments={"variant": "tiny"},
        features=64,
        groups={"stem": "stem", "block01": "block01_", "maps": "maps"},
    )


def tiny_network(seed: int = 0) -> Network:
    """It with random weights, to tell three classes apart."""
    seeded(seed)
    model = build_graftnet("tiny", SIDE)
    return Network(model, convolution_groups(model, tiny_row()), len(CLASSES), seed)


def pixels(each: int, *, noise: bool = False, seed: int = 0) -> np.ndarray:
    """uint8[3 · each, 32, 32, 3]: plain colours with some grain; or noise, which tells nothing."""
    dice = np.random.default_rng(seed)
    if noise:
        return dice.integers(0, 256, (3 * each, SIDE, SIDE, 3)).astype(np.uint8)
    plain = np.repeat(COLOURS, each, axis=0)[:, None, None] + dice.normal(0, 12, (3 * each, SIDE, SIDE, 3))
    return np.clip(plain + dice.normal(0, 20, (3 * each, 1, 1, 1)), 0, 255).astype(np.uint8)


def examples(each: int) -> list[ExampleRef]:
    """Every picture a group of its own; of ten, six teach, two are held out and two asked."""
    splits = ["train"] * 6 + ["val"] * 2 + ["test"] * 2
    return [
        ExampleRef(f"{row['id']}{i}", f"{i:064x}", row["id"], f"{row['id']}-{i}", splits[i % 10])
        for row in CLASSES
        for i in range(each)
    ]


def lesson(folder: Path, each: int = 20, *, noise: bool = False, seed: int = 0) -> Lesson:
    """What a run would have the network learn."""
    return Lesson(objective(each, seed), pixels(each, noise=noise), folder)


def objective(each: int = 20, seed: int = 0) -> OneLabel:
    """To say which of the colours it is."""
    return OneLabel(examples(each), CLASSES, seed)


def phase(rates: dict[str, float], **changes: object) -> Phase:
    """A phase of two epochs."""
    usual = {"epochs": 2, "patience": 9, "batch": 12, "preset": find("none"), "statistics": False}
    return Phase(name="test", rates=rates, **{**usual, **changes})  # type: ignore[arg-type]


def hooks_that_stop_after(steps: int) -> Hooks:
    """As if somebody cancelled in the middle."""
    asked = iter(range(10**6))
    return Hooks(cancelled=lambda: next(asked) >= steps)
