"""Pretrained classifiers as they are (11.1.2, 11.2.1): their names, and their exported files.

Free of TensorFlow; :mod:`graft.backbones.builders` builds them.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graft.backbones import catalogue
from graft.backbones.rows import Backbone
from graft.errors import UnknownClassifier, WeightsCorrupt
from graft.settings import Settings
from graft.storage.home import Home

IMAGENET = 1000
TOP = 5
"""How many names an answer has."""


def names(backbone: Backbone, settings: Settings) -> list[str]:
    """What the classifier's outputs mean, in order: Keras' names of ImageNet, with spaces.

    A module of TF Hub with other classes than ImageNet's tells no names: there they are numbers.

    Raises:
        WeightsAbsent: the weights, or ImageNet's names, are not on this machine.
        WeightsCorrupt: the file of names can't be read.
    """
    if backbone.source == "hub" and backbone.features not in (IMAGENET, IMAGENET + 1):
        return [str(number) for number in range(backbone.features)]
    path = catalogue.top_paths(backbone, settings)[1]
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
        return [index[str(number)][1].replace("_", " ") for number in range(IMAGENET)]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise WeightsCorrupt(
            f"ImageNet's names must be Keras' own file. Received: {path}, which can't be read. Remove it, "
            "then fetch or copy it again.",
            path=str(path),
        ) from error


def ranked(probabilities: Sequence[float], named: Sequence[str]) -> list[dict[str, Any]]:
    """The likeliest five as ``[{"class", "probability"}]``, the first first."""
    pairs = sorted(zip(named, probabilities, strict=True), key=lambda pair: -pair[1])
    return [{"class": name, "probability": float(probability)} for name, probability in pairs[:TOP]]


def fingerprint(backbone: Backbone, settings: Settings) -> str:
    """SHA-256 of all that the classifier's answers depend on.

    Raises:
        WeightsAbsent: the weights, or ImageNet's names, are not on this machine.
    """
    files = [path for path in catalogue.top_paths(backbone, settings) if path]
    facts = {
        "files": [catalogue.digest(path) for path in files],
        "network": [catalogue.NETWORK_VERSION, backbone.application, dict(backbone.arguments)],
        "input": backbone.input.as_json(),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def manifest_file(home: Home, key: str) -> Path:
    """Where the exported classifier of that fingerprint is described."""
    return home.artifacts / "classifiers" / "by-fingerprint" / f"{key}.json"


def exported(backbone: Backbone, settings: Settings, home: Home) -> dict[str, Any]:
    """The exported classifier as the page loads it.

    Raises:
        UnknownClassifier: it has not been exported.
        WeightsAbsent: its weights are not on this machine.
    """
    file = manifest_file(home, fingerprint(backbone, settings))
    if not file.exists():
        raise UnknownClassifier(
            f"The classifier of {backbone.name} has not been exported for the page yet. POST to the same "
            "address, wait for the job, and ask again.",
            name=backbone.name,
        )
    return json.loads(file.read_text(encoding="utf-8"))
