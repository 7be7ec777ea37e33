"""Modules of TF Hub as rows of the catalogue, without TensorFlow.

A module that was asked for once is a row of its own: ``GRAFT_HOME/hub/<name>.json`` says where its
SavedModel lies and what it takes and gives. It is one layer: frozen or trained as a whole, no groups.
"""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from graft.backbones.preprocessing import Preprocessing
from graft.backbones.rows import Backbone
from graft.errors import WrongModuleKind
from graft.settings import Settings
from graft.storage.files import write_aside
from graft.storage.home import Home

Kind = Literal["feature_vector", "classifier"]

SAVED_MODEL = "saved_model.pb"
OTHER_KINDS = (
    (
        r"/lite-model/|lite-format=|/tflite/|\.tflite$",
        "a TF Lite file, a finished program without weights that TensorFlow could load or train",
    ),
    (
        r"/tfjs-model/|tfjs-format=|/tfjs/|model\.json$",
        "a TensorFlow.js model, which TensorFlow can't load",
    ),
    (r"coral-format=|edgetpu|/coral/", "an Edge TPU program without weights that TensorFlow could load"),
    (r"/(jax|flax|pytorch|keras|gguf|transformers)/", "a model of another library than TensorFlow's"),
)
"""What a handle of another kind looks like, and why it can't be used."""


@dataclass(frozen=True)
class Module:
    """A SavedModel of TF Hub on this machine."""

    name: str
    handle: str
    """What was asked for: an address, a folder or an archive."""
    folder: str
    """Where the SavedModel lies."""
    sha256: str
    """Of all its files."""
    kind: Kind
    size: int
    """Height and width that it takes."""
    width: int
    """Length of its feature vector, or its classes."""

    def row(self) -> Backbone:
        """The module as a row of the catalogue.

        Pictures come in [0, 1], as TF Hub's common signature for images has it.
        """
        return Backbone(
            name=self.name,
            family="hub",
            variant=self.kind,
            source="hub",
            builder="hub",
            input=Preprocessing((self.size, self.size), "crop", "triangle", 1 / 255, 0.0),
            features=self.width,
            licence=f"see {self.handle}",
            arguments=asdict(self),
            weights_file=SAVED_MODEL,
            least=self.size,
        )


def known_modules(settings: Settings) -> list[Backbone]:
    """The rows of the modules that were fetched, by name."""
    files = sorted(Home(settings.home).hub.glob("*.json"))
    return [Module(**json.loads(file.read_text())).row() for file in files]


def keep(module: Module, settings: Settings) -> Backbone:
    """Write the module down; returns its row.

    Raises:
        DiskFull: no space left.
    """
    with write_aside(Home(settings.home).hub / f"{module.name}.json") as file:
        file.write(json.dumps(asdict(module)).encode())
    return module.row()


def is_handle(name: str) -> bool:
    """Whether ``name`` means a module, and no row of the catalogue: an address or a path."""
    return (
        "://" in name or Path(name).exists() or "/" in name or name.endswith((".tar.gz", ".tgz", ".tflite"))
    )


def is_address(handle: str) -> bool:
    """Whether the module lies elsewhere: a fetch of it uses the network."""
    return urlsplit(handle).scheme in ("http", "https")


def refuse_other_kinds(handle: str) -> None:
    """Refuse what is not a SavedModel, as far as its handle tells.

    Raises:
        WrongModuleKind: TF Lite, TF.js, Edge TPU or another library's; the error tells the reason.
    """
    for pattern, reason in OTHER_KINDS:
        if re.search(pattern, handle, re.IGNORECASE):
            raise wrong_kind(handle, reason)


def wrong_kind(handle: str, reason: str) -> WrongModuleKind:
    """The refusal of a module."""
    return WrongModuleKind(
        f"A module of TF Hub must be a SavedModel that takes pictures. {handle[:200]} is {reason}. Take its "
        "TF 2 SavedModel, with feature_vector or classification in its name.",
        handle=handle[:1000],
        reason=reason,
    )


def name_of(handle: str, size: int) -> str:
    """A name for the module: ``hub_resnet_v2_50_feature_vector_4_224``."""
    path = re.sub(r"(\.tar\.gz|\.tgz)$", "", urlsplit(handle).path.rstrip("/"))
    parts = path.split("/")[-3:] if is_address(handle) else path.split("/")[-1:]
    slug = re.sub(r"[^a-z0-9]+", "_", "_".join(parts).lower()).strip("_")
    return f"hub_{slug[:80]}_{size}"
