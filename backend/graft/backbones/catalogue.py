"""The catalogue: every backbone as a row of models/catalogue.toml, and where its weights are.

Free of TensorFlow, so that the web process and the command line can read it.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from graft.backbones.preprocessing import Preprocessing
from graft.errors import BadParameter, UnknownBackbone, WeightsAbsent
from graft.settings import Settings
from graft.storage.home import Home

WeightsState = Literal["embedded", "local", "cached", "absent"]

NETWORK_VERSION = 1
"""Raised when a builder makes another network of the same weights: kept features then count no more."""


@dataclass(frozen=True)
class Backbone:
    """A network without its top."""

    name: str
    """family_variant_input"""
    family: str
    """Also the name of its builder."""
    variant: str
    source: Literal["keras", "embedded"]
    input: Preprocessing
    features: int
    """Length of its feature vector."""
    licence: str
    arguments: Mapping[str, Any]
    """For the builder."""
    weights_file: str
    """Keras' own file name, or the file in the embedded backbone's folder."""
    url: str | None
    """Where a fetch finds the weights; none: they come with Graft."""
    download_bytes: int | None
    """About how many."""


def all_backbones(settings: Settings) -> list[Backbone]:
    """Every row, in the file's order.

    Raises:
        BadParameter: there is no catalogue in ``settings.models_dir`` (so in all that look rows up).
    """
    return list(_read(settings.models_dir / "catalogue.toml")[1].values())


def find(name: str, settings: Settings) -> Backbone:
    """The backbone called ``name``.

    Raises:
        UnknownBackbone: there is none; the error names the nearest.
    """
    rows = _read(settings.models_dir / "catalogue.toml")[1]
    if name not in rows:
        near = get_close_matches(name[:100], rows, n=3, cutoff=0.5) or list(rows)[:3]
        raise UnknownBackbone(
            f"A backbone is one of the catalogue's, named family_variant_input. Received: {name[:100]!r}. "
            f"Near it: {', '.join(near)}.",
            name=name[:100],
            nearest=near,
        )
    return rows[name]


def default_backbone(settings: Settings) -> Backbone:
    """What a project uses that asks for nothing else: the best whose weights are at hand."""
    names = _read(settings.models_dir / "catalogue.toml")[0]
    choices = [find(name, settings) for name in names]
    at_hand = [row for row in choices if weights_state(row, settings) != "absent"]
    return (at_hand or choices[-1:])[0]


def better_backbone(settings: Settings) -> Backbone | None:
    """What new projects would use rather than :func:`default_backbone`, if its weights were fetched."""
    names = _read(settings.models_dir / "catalogue.toml")[0]
    best = find(names[0], settings)
    return best if weights_state(best, settings) == "absent" else None


def choose(name: str | None, settings: Settings) -> Backbone:
    """The backbone called ``name``, or the default one.

    Raises:
        UnknownBackbone: there is none of that name.
    """
    return default_backbone(settings) if name is None else find(name, settings)


def weights_state(backbone: Backbone, settings: Settings) -> WeightsState:
    """Where the weights are: with Graft, in ``GRAFT_WEIGHTS_DIR``, downloaded before, or nowhere."""
    for state, path in _places(backbone, settings):
        if path.is_file():
            return state
    return "absent"


def weights_path(backbone: Backbone, settings: Settings) -> Path:
    """The file of weights.

    Raises:
        WeightsAbsent: it is not on this machine; the error tells the ways to get it.
    """
    found = next((path for _, path in _places(backbone, settings) if path.is_file()), None)
    if found is None:
        raise WeightsAbsent(_absence(backbone, settings), backbone=backbone.name, file=backbone.weights_file)
    return found


def fingerprint(backbone: Backbone, settings: Settings) -> str:
    """SHA-256 of all that a feature vector depends on: weights, network, preprocessing.

    Raises:
        WeightsAbsent: the weights are not on this machine.
    """
    path = weights_path(backbone, settings)
    status = path.stat()
    facts = {
        "weights": _digest(path, status.st_mtime_ns, status.st_size),
        "network": [NETWORK_VERSION, backbone.family, dict(backbone.arguments)],
        "input": backbone.input.as_json(),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _places(backbone: Backbone, settings: Settings) -> Iterator[tuple[WeightsState, Path]]:
    """Where the weights may be, in the order in which they are taken."""
    if backbone.source == "embedded":
        yield "embedded", settings.models_dir / "embedded" / backbone.name / backbone.weights_file
        return
    if settings.weights_dir:
        yield "local", settings.weights_dir / backbone.weights_file
    yield "cached", Home(settings.home).weights / backbone.weights_file


def _absence(backbone: Backbone, settings: Settings) -> str:
    if backbone.source == "embedded":
        return (
            f"The weights of {backbone.name} come with Graft, and are missing: "
            f"{settings.models_dir / 'embedded' / backbone.name}. Restore that folder."
        )
    return (
        f"The weights of {backbone.name} are not on this machine. Run "
        f"`graft backbone fetch {backbone.name}`, or put {backbone.weights_file} into a folder and "
        "set GRAFT_WEIGHTS_DIR to it."
    )


@lru_cache(maxsize=64)
def _digest(path: Path, modified: int, size: int) -> str:  # they tell that the file changed
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=8)
def _read(path: Path) -> tuple[tuple[str, ...], dict[str, Backbone]]:
    """The default names, and the rows by name."""
    try:
        catalogue = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadParameter(
            f"GRAFT_MODELS_DIR must be a folder with a {path.name}. Received: {path.parent}. "
            "Unset it to use the one that comes with Graft.",
            path=str(path),
        ) from error
    rows = [_row(family, variant) for family in catalogue["family"] for variant in family["variants"]]
    return tuple(catalogue["default"]), {row.name: row for row in rows}


def _row(family: Mapping[str, Any], variant: Mapping[str, Any]) -> Backbone:
    size = [variant["size"], variant["size"]]
    url = family.get("url")
    return Backbone(
        name=variant["name"],
        family=family["name"],
        variant=variant["variant"],
        source=family["source"],
        input=Preprocessing.from_json({"size": size, **family["input"]}),
        features=variant["features"],
        licence=family["licence"],
        arguments=variant["arguments"],
        weights_file=variant["weights"],
        url=url and url + variant["weights"],
        download_bytes=variant.get("bytes"),
    )
