"""Rows of models/catalogue.toml: what is known of a network before it is built.

A family is a template and its variants fill it in: strings may hold ``{variant}``, ``{size}`` and any
other key of the variant. Free of TensorFlow, so that the web process and the command line can read it.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from graft.backbones.preprocessing import Preprocessing
from graft.errors import BadParameter

Source = Literal["keras", "embedded", "hub", "domain"]
Pooling = Literal["avg", "max", "none"]


@dataclass(frozen=True)
class Accuracy:
    """On ImageNet's validation pictures, as Keras' documentation tells it; none where it doesn't."""

    top1: float | None = None
    """Per cent."""
    top5: float | None = None
    """Per cent."""


@dataclass(frozen=True)
class Backbone:
    """A network without its top."""

    name: str
    """family_variant_input"""
    family: str
    variant: str
    source: Source
    builder: str
    """A key of :data:`graft.backbones.builders.BUILDERS`."""
    input: Preprocessing
    """``size`` is the default one."""
    features: int
    """Length of its feature vector."""
    licence: str
    """Of the weights."""
    arguments: Mapping[str, Any]
    """For the builder."""
    weights_file: str
    """Keras' own file name, or the file in the embedded backbone's folder."""
    application: str = ""
    """Keras' name of the network."""
    paper: str = ""
    least: int = 32
    """The smallest height and width that it can look at, in pixels."""
    groups: Mapping[str, str] = field(default_factory=dict)
    """Convolution groups as the signal flows, stem first: name, and what the names of its last layers
    begin with. See :mod:`graft.backbones.groups`."""
    accuracy: Accuracy = Accuracy()
    url: str | None = None
    """Where a fetch finds the weights; none: they come with Graft, or from TF Hub."""
    download_bytes: int | None = None
    """About how many."""
    top_file: str | None = None
    """Keras' own name of the weights with the classifier; none: there is none."""
    top_url: str | None = None
    pooling: Pooling = "avg"
    """What makes the vector of the maps: see :func:`graft.backbones.builders.build`."""
    origin: Mapping[str, str] | None = None
    """Of a domain backbone: the ``architecture`` (a row), and the ``project``, ``strategy`` and ``run`` that
    made it."""


def read(path: Path) -> tuple[tuple[str, ...], dict[str, Backbone]]:
    """The names that new projects use, the first choice first, and the rows by name.

    Raises:
        BadParameter: there is no such file.
    """
    try:
        catalogue = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadParameter(
            f"GRAFT_MODELS_DIR must be a folder with a {path.name}. Received: {path.parent}. "
            "Unset it to use the one that comes with Graft.",
            path=str(path),
        ) from error
    rows = [row for family in catalogue["family"] for row in _family(family)]
    return tuple(catalogue["default"]), {row.name: row for row in rows}


def _family(family: Mapping[str, Any]) -> Iterator[Backbone]:
    """A row for every variant and input size of the family."""
    for variant in family["variants"]:
        for size, accuracy in variant["sizes"].items():
            yield _row({**family, **variant, "size": int(size)}, accuracy)


def _row(facts: Mapping[str, Any], accuracy: list[float]) -> Backbone:
    def fill(key: str, **more: str) -> str:
        return facts.get(key, "").format(**facts, **more)

    side = facts["size"]
    has_top = "no_top" in facts
    remote = "remote" if "remote" in facts else "weights"
    return Backbone(
        name=fill("row"),
        family=facts["name"],
        variant=facts["variant"],
        source=facts["source"],
        builder=facts.get("builder", "application"),
        input=Preprocessing.from_json({"size": [side, side], **facts["input"]}),
        features=facts["features"],
        licence=facts["licence"],
        arguments=facts.get("arguments", {}),
        weights_file=fill("weights", top=facts.get("no_top", "")),
        application=fill("application"),
        paper=facts.get("paper", ""),
        least=facts["least"],
        groups=facts["groups"],
        accuracy=Accuracy(*accuracy),
        url=fill("url") + fill(remote, top=facts.get("remote_no_top", facts["no_top"])) if has_top else None,
        download_bytes=facts.get("bytes"),
        top_file=fill("weights", top="") if has_top else None,
        top_url=fill("url") + fill(remote, top="") if has_top else None,
    )
