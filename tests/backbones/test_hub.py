"""Modules of TF Hub: a SavedModel made on the spot, as a folder, as an archive, from a server of ours."""

import io
import tarfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from tests.backbones.modules import FEATURES, save
from tests.backbones.networks import noise

from graft.backbones import catalogue, hub
from graft.backbones.builders import build, build_classifier
from graft.backbones.groups import convolution_groups
from graft.errors import (
    ArchiveTooLarge,
    BadParameter,
    FetchFailed,
    FileAbsent,
    NoGroups,
    NotAnArchive,
    UnsafeArchive,
    WeightsAbsent,
    WrongModuleKind,
)
from graft.exporting.converter import convert
from graft.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore")  # TensorFlow's own, of files that it leaves open


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("module") / "flowers")


def pack(folder: Path, archive: Path, prefix: str = ".") -> Path:
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(folder, prefix)
    return archive


def test_a_folder_becomes_a_backbone(vectors: Path, settings: Settings) -> None:
    row = hub.add(str(vectors), settings, size=20)
    assert row.name == "hub_flowers_20"
    assert catalogue.find("hub_flowers_20", settings) == row
    described = catalogue.as_json(row, settings)
    assert (described["source"], described["groups"], described["available"]) == ("hub", [], True)
    model = build(row, settings)
    maps, vector = model(noise(20), training=False)
    expected = (noise(20) / 255).mean((1, 2)) @ model.get_layer("module").resolved_object.kernel.numpy()
    np.testing.assert_allclose(vector, expected, rtol=1e-5)
    np.testing.assert_array_equal(maps[:, 0, 0], vector)


def test_what_was_added_stands_on_its_own(settings: Settings, tmp_path: Path) -> None:
    source = save(tmp_path / "other")
    row = hub.add(str(source), settings, size=20)
    (source / "saved_model.pb").unlink()
    assert build(row, settings).output_shape[1] == (None, FEATURES)
    key = catalogue.fingerprint(row, settings)
    (Path(row.arguments["folder"]) / "saved_model.pb").unlink()
    assert catalogue.as_json(row, settings)["available"] is False
    with pytest.raises(WeightsAbsent, match="graft backbone fetch"):
        build(row, settings)
    assert len(key) == 64


def test_a_module_is_frozen_or_trained_as_a_whole(vectors: Path, settings: Settings) -> None:
    row = hub.add(str(vectors), settings, size=20)
    model = build(row, settings)
    assert not model.trainable_weights
    model.trainable = True
    assert [weight.shape for weight in model.trainable_weights] == [(3, FEATURES)]
    with pytest.raises(NoGroups, match="one layer") as refused:
        convolution_groups(model, row)
    assert (refused.value.code, refused.value.status) == ("no_groups", 422)


def test_a_module_is_exported(vectors: Path, settings: Settings, tmp_path: Path) -> None:
    model = build(hub.add(str(vectors), settings, size=20), settings)
    convert(model, tmp_path / "exported", ["maps", "vector"])
    assert (tmp_path / "exported" / "model.json").is_file()


def test_the_size_that_it_was_saved_for_is_kept(settings: Settings, tmp_path: Path) -> None:
    source = str(save(tmp_path / "fixed", side=24))
    assert hub.add(source, settings).input.size == (24, 24)
    with pytest.raises(BadParameter, match="24 × 24"):
        hub.add(source, settings, size=32)


def test_a_classifier_counts_background_first(settings: Settings, tmp_path: Path) -> None:
    row = hub.add(str(save(tmp_path / "imagenet", width=1001)), settings, size=20)
    assert row.variant == "classifier"
    model = build_classifier(row, settings)
    logits = model.get_layer("module")(noise(20) / 255).numpy()[:, 1:]
    powers = np.exp(logits - logits.max())
    np.testing.assert_allclose(model(noise(20)), powers / powers.sum(), rtol=1e-4)
    with pytest.raises(WrongModuleKind, match="classifier") as refused:
        build(row, settings)
    assert (refused.value.code, refused.value.status) == ("wrong_module_kind", 422)


def test_a_feature_vector_is_no_classifier(vectors: Path, settings: Settings) -> None:
    with pytest.raises(WrongModuleKind, match="train a head"):
        build_classifier(hub.add(str(vectors), settings, size=20), settings)


@pytest.mark.parametrize("prefix", [".", "flowers"])
def test_an_archive_becomes_a_backbone(vectors: Path, settings: Settings, tmp_path: Path, prefix) -> None:
    archive = pack(vectors, tmp_path / "packed.tar.gz", prefix)
    row = hub.add(str(archive), settings, size=20)
    assert (row.name, row.features) == ("hub_packed_20", FEATURES)
    assert row.arguments["sha256"] == hub.add(str(vectors), settings, size=20).arguments["sha256"]


def archive_of(entry: tarfile.TarInfo, folder: Path) -> Path:
    with tarfile.open(folder / "odd.tar.gz", "w:gz") as tar:
        entry.size = 4 if entry.isreg() else 0
        tar.addfile(entry, io.BytesIO(b"data"))
    return folder / "odd.tar.gz"


@pytest.mark.parametrize("name", ["../outside", "a/../../outside", "/tmp/graft-outside"])
def test_an_archive_can_not_escape(settings: Settings, tmp_path: Path, name: str) -> None:
    with pytest.raises((UnsafeArchive, WrongModuleKind)):
        hub.add(str(archive_of(tarfile.TarInfo(name), tmp_path)), settings)
    assert not (tmp_path / "outside").exists()
    assert not Path("/tmp/graft-outside").exists()
    assert not [path for path in (settings.home / "hub").rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(settings: Settings, tmp_path: Path, kind: bytes) -> None:
    entry = tarfile.TarInfo("saved_model.pb")
    entry.type, entry.linkname = kind, "/etc/hostname"
    with pytest.raises(UnsafeArchive):
        hub.add(str(archive_of(entry, tmp_path)), settings)


def test_an_archive_of_more_than_the_limit_is_refused(vectors: Path, tmp_path: Path) -> None:
    archive = str(pack(vectors, tmp_path / "packed.tar.gz"))
    with pytest.raises(ArchiveTooLarge):
        hub.add(archive, Settings(home=tmp_path / "home", archive_bytes=100))
    with pytest.raises(ArchiveTooLarge):
        hub.add(archive, Settings(home=tmp_path / "home", archive_entries=2))


def test_what_is_no_archive_is_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "words.tar.gz").write_text("these are words")
    with pytest.raises(NotAnArchive):
        hub.add(str(tmp_path / "words.tar.gz"), settings)
    with pytest.raises(FileAbsent):
        hub.add(str(tmp_path / "nowhere"), settings)


TFHUB = "https://tfhub.dev"
KAGGLE = "https://www.kaggle.com/models/google/mobilenet-v2"


@pytest.mark.parametrize(
    ("handle", "reason"),
    [
        (f"{TFHUB}/google/lite-model/imagenet/mobilenet_v3_small/feature_vector/5/default/1", "TF Lite"),
        (f"{TFHUB}/iree/mobilenet/1?lite-format=tflite", "TF Lite"),
        (f"{KAGGLE}/tfLite/100-224", "TF Lite"),
        (f"{TFHUB}/google/tfjs-model/imagenet/mobilenet_v2_100_224/classification/3", "TensorFlow.js"),
        (f"{KAGGLE}/tfJs/100-224-feature-vector/3", "TensorFlow.js"),
        (f"{TFHUB}/x/1?coral-format=tflite", "Edge TPU"),
        (f"{KAGGLE}/jax/b16", "another library"),
        ("model.tflite", "TF Lite"),
    ],
)
def test_other_kinds_are_refused_by_their_handle(settings: Settings, handle: str, reason: str) -> None:
    with pytest.raises(WrongModuleKind, match=reason) as refused:
        hub.add(handle, settings)
    assert (refused.value.code, refused.value.status) == ("wrong_module_kind", 422)


@pytest.mark.parametrize(
    ("file", "reason"),
    [("model.json", "TensorFlow.js"), ("a.tflite", "TF Lite"), ("tfhub_module.pb", "TF 1"), ("x", "without")],
)
def test_other_kinds_are_refused_by_what_is_in_them(
    settings: Settings, tmp_path: Path, file: str, reason: str
) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / file).write_text("{}")
    with pytest.raises(WrongModuleKind, match=reason):
        hub.add(str(tmp_path / "given"), settings)


def saved_function(folder: Path, function: Callable[..., object], spec: tf.TensorSpec) -> str:
    exported = tf.Module()
    exported.__call__ = tf.function(function, input_signature=[spec])
    tf.saved_model.save(exported, str(folder))
    return str(folder)


@pytest.mark.parametrize(
    ("function", "spec", "reason"),
    [
        (tf.strings.length, tf.TensorSpec((None,), tf.string), "takes no pictures"),
        (lambda x: x, tf.TensorSpec((None, None, None, 3)), "something else"),
        (lambda x: {"boxes": x}, tf.TensorSpec((None, None, None, 3)), "something else"),
        (
            lambda x: tf.io.read_file("/etc/hostname") if x.shape.rank == 4 else x,
            tf.TensorSpec((None, None, None, 3)),
            "touches files",
        ),
        (
            lambda x: tf.py_function(lambda y: y, [x], tf.float32),
            tf.TensorSpec((None, None, None, 3)),
            "runs code",
        ),
    ],
)
def test_what_takes_or_does_something_else_is_refused(
    settings: Settings, tmp_path: Path, function, spec: tf.TensorSpec, reason: str
) -> None:
    with pytest.raises(WrongModuleKind, match=reason):
        hub.add(saved_function(tmp_path / "module", function, spec), settings, size=20)
    assert not [row for row in catalogue.all_backbones(settings) if row.source == "hub"]


def test_bytes_that_are_no_graph_are_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "saved_model.pb").write_bytes(b"\xff" * 100)
    with pytest.raises(WrongModuleKind, match="that can be read"):
        hub.add(str(tmp_path), settings)


class Archives(BaseHTTPRequestHandler):
    """/flowers/feature_vector/1, as TF Hub gives it; anything else is 404."""

    def __init__(self, body: bytes, *given: object) -> None:
        self.body = body
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if not self.path.startswith("/flowers/feature_vector/1?tf-hub-format=compressed"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def address(vectors: Path, tmp_path: Path) -> Iterator[str]:
    body = pack(vectors, tmp_path / "served.tar.gz").read_bytes()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Archives, body))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_handle_is_cached_where_the_variable_says(
    address: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TFHUB_CACHE_DIR", str(tmp_path / "cache"))
    row = hub.add(f"{address}/flowers/feature_vector/1", settings, size=20)
    assert (row.name, row.variant) == ("hub_flowers_feature_vector_1_20", "feature_vector")
    assert Path(row.arguments["folder"]).parent == tmp_path / "cache"
    assert build(row, settings).output_shape[1] == (None, FEATURES)


def test_an_address_without_a_module_is_told(
    address: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TFHUB_CACHE_DIR", str(tmp_path / "cache"))
    with pytest.raises(FetchFailed, match="Not Found") as refused:
        hub.add(f"{address}/nothing/1", settings)
    assert (refused.value.code, refused.value.status) == ("fetch_failed", 502)
