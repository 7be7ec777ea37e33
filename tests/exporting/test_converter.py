import hashlib
import json
import subprocess
import sys
from base64 import b64decode
from collections import Counter
from pathlib import Path

import pytest
import tensorflow as tf
import tf_keras as keras
from tests.exporting.networks import SIDE, small_backbone

from graft.errors import ConversionFailed
from graft.exporting.artifacts import content_hash, keep
from graft.exporting.converter import convert
from graft.settings import ROOT

OUTPUTS = ["maps", "vector"]


def topology(folder: Path) -> list[dict]:
    return json.loads((folder / "model.json").read_text())["modelTopology"]["node"]


def test_a_network_becomes_a_graph_of_the_named_outputs(tmp_path):
    convert(small_backbone(), tmp_path, OUTPUTS)
    described = json.loads((tmp_path / "model.json").read_text())
    assert described["format"] == "graph-model"
    assert set(OUTPUTS) <= {node["name"] for node in topology(tmp_path)}
    (image,) = [node for node in topology(tmp_path) if node["op"] == "Placeholder"]
    shape = [int(size["size"]) for size in image["attr"]["shape"]["shape"]["dim"]]
    assert shape == [-1, SIDE, SIDE, 3]


def test_batch_normalisation_is_folded_into_the_convolutions(tmp_path):
    convert(small_backbone(), tmp_path, OUTPUTS)
    operations = Counter(node["op"] for node in topology(tmp_path))
    assert operations["_FusedConv2D"] == 1
    assert operations["FusedDepthwiseConv2dNative"] == 1
    assert not any("BatchNorm" in operation for operation in operations)


def test_no_activation_is_fused_that_tensorflowjs_does_not_know(tmp_path):
    """MobileNet v3's hard swish, as Keras writes it."""
    image = keras.Input((SIDE, SIDE, 3))
    x = keras.layers.Conv2D(4, 3, use_bias=False)(image)
    x = keras.layers.BatchNormalization(beta_initializer="ones")(x)
    x = keras.layers.Multiply()([x, keras.layers.ReLU(6.0)(x + 3.0) * (1.0 / 6.0)])
    convert(keras.Model(image, [x, keras.layers.GlobalAveragePooling2D()(x)]), tmp_path, OUTPUTS)
    fused = [node.get("attr", {}).get("fused_ops", {"list": {"s": []}}) for node in topology(tmp_path)]
    assert {b64decode(name) for names in fused for name in names["list"]["s"]} == {b"BiasAdd"}


def test_every_process_writes_the_same_bytes(tmp_path):
    convert(small_backbone(), tmp_path / "here", OUTPUTS)
    script = (
        # graft first, as in all its processes: it chooses TensorFlow's kernels.
        "import sys; from pathlib import Path; from graft.exporting.converter import convert;"
        "from tests.exporting.networks import small_backbone;"
        "convert(small_backbone(), Path(sys.argv[1]), ['maps', 'vector'])"
    )
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(tmp_path / "there")],
        check=True,
        capture_output=True,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    assert content_hash(tmp_path / "there") == content_hash(tmp_path / "here")


def test_other_weights_have_another_hash(tmp_path):
    for seed in (0, 1):
        convert(small_backbone(seed), tmp_path / str(seed), OUTPUTS)
    assert content_hash(tmp_path / "0") != content_hash(tmp_path / "1")


def test_an_operation_that_tensorflowjs_does_not_know_is_told(tmp_path):
    image = keras.Input((4,))
    model = keras.Model(image, keras.layers.Lambda(tf.math.digamma)(image), name="odd")
    with pytest.raises(ConversionFailed, match="Digamma") as caught:
        convert(model, tmp_path, ["vector"])
    assert caught.value.details == {"network": "odd"}


def test_content_is_kept_once_and_whole(tmp_path):
    def write(folder: Path) -> None:
        (folder / "model.json").write_text("{}")
        (folder / "group1-shard1of1.bin").write_bytes(b"1234")

    first, second = keep(tmp_path, write), keep(tmp_path, write)
    assert first == second
    assert first.bytes == 6
    assert [folder.name for folder in tmp_path.iterdir()] == [first.sha256]
    lines = [
        f"{name}\0{hashlib.sha256(data).hexdigest()}\n"
        for name, data in (("group1-shard1of1.bin", b"1234"), ("model.json", b"{}"))
    ]
    assert first.sha256 == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_a_write_that_fails_leaves_nothing(tmp_path):
    def write(folder: Path) -> None:
        (folder / "model.json").write_text("{}")
        raise ConversionFailed("no")

    with pytest.raises(ConversionFailed):
        keep(tmp_path, write)
    assert list(tmp_path.iterdir()) == []
