"""Modules of TF Hub: fetched on request, looked at once, then a row of the catalogue like any other."""

import hashlib
from pathlib import Path
from typing import Any

import tensorflow as tf
import tensorflow_hub
import tf_keras as keras
from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

from graft.backbones.entrance import entrance
from graft.backbones.hub_files import resolve
from graft.backbones.hub_modules import (
    SAVED_MODEL,
    Kind,
    Module,
    keep,
    name_of,
    refuse_other_kinds,
    wrong_kind,
)
from graft.backbones.rows import Backbone
from graft.errors import BadParameter, WrongModuleKind
from graft.settings import Settings

USUAL_SIZE = 224
IMAGENET_CLASSES = (1000, 1001)
"""Modules of 1,001 classes count background first."""
REACHING_OUT = {"PyFunc", "PyFuncStateless", "EagerPyFunc", "ReadFile", "WriteFile", "MatchingFiles"}
REACHING_OUT |= {"WholeFileReader", "WholeFileReaderV2", "LoadDataset", "SaveDataset", "DebugIdentity"}
"""Operations that run code or touch files: a model is data, and has no business with either."""


def add(handle: str, settings: Settings, size: int | None = None) -> Backbone:
    """Make a module a row of the catalogue, downloading it if its handle is an address.

    Args:
        handle: an address (``https://tfhub.dev/google/imagenet/resnet_v2_50/feature_vector/4``), a folder
            with a SavedModel, or a ``.tar.gz`` of one.
        settings: for the home folder and the limits of archives.
        size: height and width of its pictures; none: what it says, or 224 where it takes any.

    Raises:
        BadParameter: it takes another size.
        FetchFailed: the address can't be had.
        FileAbsent: nothing lies at the path.
        NotAnArchive, UnsafeArchive, ArchiveTooLarge: the archive can't be unpacked.
        WrongModuleKind: it is TF Lite, TF.js, not a SavedModel that takes pictures, or reaches out of itself.
    """
    refuse_other_kinds(handle)
    folder = resolve(handle, settings)
    _check_operations(handle, folder)
    asked, width = _look(handle, folder, size)
    module = Module(
        name=name_of(handle, asked),
        handle=handle,
        folder=str(folder),
        sha256=_digest(folder),
        kind=_kind(handle, width),
        size=asked,
        width=width,
    )
    return keep(module, settings)


def build_module(backbone: Backbone) -> keras.Model:
    """A feature vector of TF Hub between preprocessing and maps of one pixel.

    Returns:
        A model from float32[N, h, w, 3] in [0, 255] to float32[N, 1, 1, C] and float32[N, C].

    Raises:
        WrongModuleKind: it is a classifier.
    """
    if backbone.variant != "feature_vector":
        raise WrongModuleKind(
            f"A backbone gives feature vectors. {backbone.name} is a classifier: its answers are classes. "
            "Take its feature vector, or ask it with `graft predict --pretrained`.",
            name=backbone.name,
        )
    picture, vector = _called(backbone)
    vector = keras.layers.Reshape((backbone.features,), name="vector")(vector)
    maps = keras.layers.Reshape((1, 1, backbone.features), name="maps")(vector)
    return keras.Model(picture, [maps, vector], name=backbone.name)


def build_classifier(backbone: Backbone) -> keras.Model:
    """A classifier of TF Hub: float32[N, h, w, 3] in [0, 255] to probabilities, float32[N, k].

    Of 1,001 classes the first, background, is left out.

    Raises:
        WrongModuleKind: it is a feature vector.
    """
    if backbone.variant != "classifier":
        raise WrongModuleKind(
            f"Only a classifier can be asked what a picture shows. {backbone.name} is a feature vector: "
            "train a head on it.",
            name=backbone.name,
        )
    picture, logits = _called(backbone)
    logits = logits[:, 1:] if backbone.features == IMAGENET_CLASSES[1] else logits
    return keras.Model(picture, keras.layers.Softmax(name="probabilities")(logits), name=backbone.name)


def _called(backbone: Backbone) -> tuple[Any, Any]:
    picture, scaled = entrance(backbone.input)
    return picture, tensorflow_hub.KerasLayer(backbone.arguments["folder"], name="module")(scaled)


def _check_operations(handle: str, folder: Path) -> None:
    """Refuse a SavedModel that runs code or touches files, before anything of it is loaded."""
    saved = SavedModel()
    try:
        saved.ParseFromString((folder / SAVED_MODEL).read_bytes())
    except Exception as error:  # protobuf's error is of another module in each of its builds
        raise wrong_kind(handle, f"not a SavedModel that can be read ({error})") from error
    for meta in saved.meta_graphs:
        nodes = [*meta.graph_def.node]
        for function in meta.graph_def.library.function:
            nodes.extend(function.node_def)
        found = sorted({node.op for node in nodes} & REACHING_OUT)
        if found:
            raise wrong_kind(handle, f"no data alone: it runs code or touches files ({', '.join(found)})")


def _look(handle: str, folder: Path, size: int | None) -> tuple[int, int]:
    """Height and width that the module takes, and the length of what it gives."""
    try:
        layer = tensorflow_hub.KerasLayer(str(folder))
        own = _own_size(layer)
    except (ValueError, OSError, tf.errors.OpError, NotImplementedError) as error:
        raise wrong_kind(handle, f"not a TF 2 SavedModel that can be called ({_short(error)})") from error
    if size is not None and own is not None and size != own:
        raise BadParameter(
            f"The module takes pictures of {own} × {own} pixels. Received: {size}. Leave the size out.",
            least=own,
            received=size,
        )
    asked = own or size or USUAL_SIZE
    try:
        given = layer(tf.zeros((1, asked, asked, 3)))
    except (ValueError, TypeError, tf.errors.OpError) as error:
        reason = f"one that takes no pictures of {asked} × {asked} pixels ({_short(error)})"
        raise wrong_kind(handle, reason) from error
    if not tf.is_tensor(given) or given.dtype != tf.float32 or given.shape.rank != 2:
        raise wrong_kind(handle, "neither a feature vector nor a classifier: it gives something else")
    return asked, int(given.shape[1])


def _own_size(layer: tensorflow_hub.KerasLayer) -> int | None:
    """The size that the module was saved for; none: any."""
    for function in getattr(layer.resolved_object.__call__, "concrete_functions", ()):
        for spec in tf.nest.flatten(function.structured_input_signature):
            shape = getattr(spec, "shape", None)
            if shape is not None and shape.rank == 4 and shape[-1] == 3 and shape[1] == shape[2]:
                return shape[1]
    return None


def _kind(handle: str, width: int) -> Kind:
    """By its handle; where that tells nothing, by how much it gives."""
    if "feature" in handle:
        return "feature_vector"
    return "classifier" if "classif" in handle or width in IMAGENET_CLASSES else "feature_vector"


def _digest(folder: Path) -> str:
    """SHA-256 over the SavedModel's files."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def _short(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:150]
