"""The catalogue: every backbone by its name, and where its weights are.

Free of TensorFlow, so that the web process and the command line can read it.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from graft.backbones import domains, rows
from graft.backbones.hub_modules import known_modules
from graft.backbones.rows import Backbone
from graft.errors import BadParameter, InputTooSmall, UnknownBackbone, WeightsAbsent
from graft.settings import Settings
from graft.storage.home import Home

WeightsState = Literal["embedded", "local", "cached", "absent"]

NETWORK_VERSION = 2
"""Raised when a builder makes another network of the same weights: kept features then count no more."""
MOST_SIDE = 1024
"""Pixels: a larger input takes more memory than most machines have."""
CLASS_INDEX = "imagenet_class_index.json"
"""Keras' own file of ImageNet's thousand names."""


def all_backbones(settings: Settings) -> list[Backbone]:
    """Every row, in the file's order.

    Raises:
        BadParameter: there is no catalogue in ``settings.models_dir`` (so in all that look rows up).
    """
    return list(_known(settings).values())


def find(name: str, settings: Settings) -> Backbone:
    """The backbone called ``name``.

    Where one row's weights serve every size, the name may end in another: ``resnet50_160``.

    Raises:
        InputTooSmall, BadParameter: a size that the network can't look at, as :func:`at_size` has it.
        UnknownBackbone: there is none; the error names the nearest.
    """
    known = _known(settings)
    found = known.get(name) or _resized(name, known) or _former(name, known, settings)
    if found is None:
        near = get_close_matches(name[:100], known, n=3, cutoff=0.5) or list(known)[:3]
        raise UnknownBackbone(
            f"A backbone is one of the catalogue's, named family_variant_input. Received: {name[:100]!r}. "
            f"Near it: {', '.join(near)}.",
            name=name[:100],
            nearest=near,
        )
    return found


def at_size(backbone: Backbone, side: int) -> Backbone:
    """The backbone for pictures of another size; its name ends in that size.

    Args:
        backbone: a row of the catalogue.
        side: height and width in pixels, from ``backbone.least`` to 1024.

    Raises:
        InputTooSmall: less than the network can look at.
        BadParameter: more than 1024.
    """
    own = backbone.input.size[0]
    if side < backbone.least:
        raise InputTooSmall(
            f"The input of {backbone.name} must be {backbone.least} × {backbone.least} pixels or more. "
            f"Received: {side} × {side}. Take a larger one, or leave it at {own}.",
            name=backbone.name,
            least=backbone.least,
            received=side,
        )
    if side > MOST_SIDE:
        raise BadParameter(
            f"The input of {backbone.name} must be {MOST_SIDE} × {MOST_SIDE} pixels or less. "
            f"Received: {side} × {side}. Take a smaller one, or leave it at {own}.",
            name=backbone.name,
            received=side,
        )
    name = f"{backbone.name.removesuffix(f'_{own}')}_{side}"
    return replace(backbone, name=name, input=replace(backbone.input, size=(side, side)))


def at_side(backbone: Backbone, side: int) -> Backbone:
    """The backbone at ``side`` × ``side`` pixels: itself where that is its size, else :func:`at_size`."""
    return backbone if backbone.input.size[0] == side else at_size(backbone, side)


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
    return _state(_places(backbone, settings))


def top_state(backbone: Backbone, settings: Settings) -> WeightsState:
    """Where the weights with the classifier are."""
    if backbone.source == "hub":
        return weights_state(backbone, settings) if backbone.variant == "classifier" else "absent"
    return _state(_files(backbone.top_file, settings)) if backbone.top_file else "absent"


def weights_path(backbone: Backbone, settings: Settings) -> Path:
    """The file of weights.

    Raises:
        WeightsAbsent: it is not on this machine; the error tells the ways to get it.
    """
    found = _first(_places(backbone, settings))
    if found is None:
        raise WeightsAbsent(_absence(backbone, settings), backbone=backbone.name, file=backbone.weights_file)
    return found


def top_paths(backbone: Backbone, settings: Settings) -> tuple[Path, Path]:
    """The file of weights with the classifier, and that of ImageNet's names.

    Raises:
        WeightsAbsent: there is none, or one is not on this machine; the error tells the ways to get it.
    """
    if backbone.source == "hub":
        return weights_path(backbone, settings), _top_file(backbone, CLASS_INDEX, settings)
    if backbone.top_file is None:
        raise WeightsAbsent(
            f"The weights of {backbone.name} have no classifier. Take a backbone of Keras' own.",
            backbone=backbone.name,
        )
    weights = _top_file(backbone, backbone.top_file, settings)
    return weights, _top_file(backbone, CLASS_INDEX, settings)


def _top_file(backbone: Backbone, name: str, settings: Settings) -> Path:
    found = _first(_files(name, settings))
    if found is None:
        what = f"The classifier of {backbone.name} needs {name}, which is"
        raise WeightsAbsent(_way_to(name, what, f"{backbone.name} --top"), backbone=backbone.name, file=name)
    return found


def fingerprint(backbone: Backbone, settings: Settings) -> str:
    """SHA-256 of all that a feature vector depends on: weights, network, preprocessing.

    Raises:
        WeightsAbsent: the weights are not on this machine.
    """
    facts: dict[str, Any] = {
        "weights": digest(weights_path(backbone, settings)),
        "network": [NETWORK_VERSION, backbone.family, backbone.application, dict(backbone.arguments)],
        "input": backbone.input.as_json(),
    }
    if backbone.pooling != "avg":  # left out where it is usual, so that kept features stay
        facts["pooling"] = backbone.pooling
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def digest(path: Path) -> str:
    """The SHA-256 of a file, read once for as long as it stays the same."""
    status = path.stat()
    return _digest(path, status.st_mtime_ns, status.st_size)


def as_json(backbone: Backbone, settings: Settings) -> dict[str, Any]:
    """The row for programs, and where its weights are."""
    state = weights_state(backbone, settings)
    return {
        "name": backbone.name,
        "family": backbone.family,
        "source": backbone.source,
        "input": backbone.input.as_json(),
        "least": backbone.least,
        "features": backbone.features,
        "groups": list(backbone.groups),
        "licence": backbone.licence,
        "paper": backbone.paper,
        "accuracy": asdict(backbone.accuracy),
        "weights": {"state": state, "bytes": backbone.download_bytes, "top": top_state(backbone, settings)},
        "available": state != "absent",
        "origin": backbone.origin and dict(backbone.origin),
    }


def _known(settings: Settings) -> dict[str, Backbone]:
    modules = {row.name: row for row in known_modules(settings)}
    own = {**_read(settings.models_dir / "catalogue.toml")[1], **modules}

    def architecture(name: str, side: int) -> Backbone | None:
        row = own.get(name) or _resized(name, own)
        return row and at_side(row, side)

    return {**own, **{row.name: row for row in domains.rows(settings, architecture)}}


def _former(name: str, known: dict[str, Backbone], settings: Settings) -> Backbone | None:
    """The domain backbone that was called so before it was renamed."""
    domain = domains.find(name, settings)
    return known.get(domain.name) if domain else None


def _resized(name: str, known: dict[str, Backbone]) -> Backbone | None:
    """The only row that is called so but for its size, at the size of the name."""
    asked = re.fullmatch(r"(\w+)_(\d{1,5})", name, re.ASCII)
    if asked is None:
        return None
    same = [row for row in known.values() if row.name == f"{asked[1]}_{row.input.size[0]}"]
    return at_size(same[0], int(asked[2])) if len(same) == 1 else None


Places = Iterator[tuple[WeightsState, Path]]


def _places(backbone: Backbone, settings: Settings) -> Places:
    """Where the weights may be, in the order in which they are taken."""
    if backbone.source == "hub":
        yield "cached", Path(backbone.arguments["folder"]) / backbone.weights_file
        return
    if backbone.source == "domain":
        yield "local", Home(settings.home).domains / backbone.weights_file
        return
    if backbone.source == "embedded":
        yield "embedded", settings.models_dir / "embedded" / backbone.weights_file
        return
    yield from _files(backbone.weights_file, settings)


def _files(name: str, settings: Settings) -> Places:
    """Where a file of Keras' may be, in the order in which it is taken."""
    if settings.weights_dir:
        yield "local", settings.weights_dir / name
    yield "cached", Home(settings.home).weights / name


def _state(places: Places) -> WeightsState:
    for state, path in places:
        if path.is_file():
            return state
    return "absent"


def _first(places: Places) -> Path | None:
    return next((path for _, path in places if path.is_file()), None)


def _absence(backbone: Backbone, settings: Settings) -> str:
    if backbone.source == "embedded":
        return (
            f"The weights of {backbone.name} come with Graft, and are missing: "
            f"{(settings.models_dir / 'embedded' / backbone.weights_file).parent}. Restore that folder."
        )
    if backbone.source == "domain":
        return (
            f"The weights of {backbone.name} are gone from the home folder: domains/{backbone.weights_file}. "
            "Restore them from a copy, or train it again."
        )
    if backbone.source == "hub":
        handle = backbone.arguments["handle"]
        return (
            f"The files of {backbone.name} are gone: {backbone.arguments['folder']}. "
            f"Run `graft backbone fetch {handle}`."
        )
    return _way_to(backbone.weights_file, f"The weights of {backbone.name} are", backbone.name)


def _way_to(file: str, what: str, fetched: str) -> str:
    return (
        f"{what} not on this machine. Run `graft backbone fetch {fetched}`, or put {file} into a folder "
        "and set GRAFT_WEIGHTS_DIR to it."
    )


@lru_cache(maxsize=64)
def _digest(path: Path, modified: int, size: int) -> str:  # they tell that the file changed
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=8)
def _read(path: Path) -> tuple[tuple[str, ...], dict[str, Backbone]]:
    return rows.read(path)
