import json

import numpy as np
import pytest

from graft.errors import ArtifactMissing
from graft.exporting.converter import convert
from graft.exporting.head import OUTPUT, HeadWeights, activate, build, export_head, read_head, write_head


def test_probabilities_are_those_of_keras(weights):
    vectors = np.random.default_rng(1).uniform(0, 6, (20, weights.kernel.shape[0])).astype(np.float32)
    ours = weights.probabilities(vectors)
    np.testing.assert_allclose(ours, np.asarray(build(weights)(vectors)), atol=1e-5)
    np.testing.assert_allclose(ours.sum(axis=1), 1)


def test_huge_logits_give_probabilities_still():
    weights = HeadWeights(np.array([[2000.0, -2000.0]], np.float32), np.zeros(2, np.float32), 1.0)
    np.testing.assert_array_equal(weights.probabilities(np.ones((1, 1), np.float32)), [[1.0, 0.0]])


def test_the_exported_head_has_one_named_output(weights, home):
    exported = export_head(weights, home)
    assert exported.folder == home.artifacts / "heads" / exported.sha256
    described = json.loads((exported.folder / "model.json").read_text())
    assert list(described["signature"]["outputs"]) == ["probabilities"]
    assert exported.weights == described["weightsManifest"][0]["paths"]
    assert exported.bytes == sum(file.stat().st_size for file in exported.folder.iterdir())


def test_the_same_head_is_kept_once_and_another_beside_it(weights, home):
    first, same = export_head(weights, home), export_head(weights, home)
    other = export_head(HeadWeights(weights.kernel, weights.bias, 1.8), home)
    assert first.sha256 == same.sha256 != other.sha256
    assert len(list((home.artifacts / "heads").iterdir())) == 2


@pytest.mark.parametrize("bias", [0.0, 0.3])
def test_an_exported_head_can_be_read_back(weights, home, bias):
    weights = HeadWeights(weights.kernel, np.full(3, bias, np.float32), weights.temperature)
    read = read_head(home, export_head(weights, home).sha256)
    np.testing.assert_allclose(read.kernel, weights.kernel / weights.temperature, rtol=1e-6)
    np.testing.assert_allclose(read.bias, weights.bias / weights.temperature, rtol=1e-6)
    assert read.hidden is None


def test_a_dense_head_is_read_back_with_its_hidden_layer(home):
    # As many hidden units as features and classes: only their names tell the layers apart.
    random = np.random.default_rng(4)
    kernel, hidden = random.normal(size=(2, 6, 6)).astype(np.float32)
    bias, hidden_bias = random.normal(size=(2, 6)).astype(np.float32)
    weights = HeadWeights(kernel, bias, 1.7, hidden=(hidden, hidden_bias))
    read = read_head(home, export_head(weights, home).sha256)
    vectors = random.uniform(-3, 6, (20, 6)).astype(np.float32)
    np.testing.assert_allclose(read.outputs(vectors), weights.outputs(vectors), rtol=1e-5)
    np.testing.assert_allclose(np.asarray(build(weights)(vectors)), weights.outputs(vectors), rtol=1e-4)


def test_a_head_whose_files_are_gone(home):
    with pytest.raises(ArtifactMissing, match="Train the project again"):
        read_head(home, "0" * 64)


def layer(random, inputs, outputs):
    return random.normal(size=(inputs, outputs)).astype(np.float32), random.normal(size=outputs).astype(
        np.float32
    )


@pytest.mark.parametrize("width", [None, 16])
@pytest.mark.parametrize("activation", ["softmax", "sigmoid", "linear", "exponential"])
def test_a_head_s_files_are_the_converter_s_to_the_byte(tmp_path, activation, width):
    random = np.random.default_rng(5)
    hidden = width and layer(random, 300, width)
    weights = HeadWeights(*layer(random, width or 300, 4), 1.7, activation, hidden=hidden)
    write_head(weights, tmp_path)
    convert(build(weights), tmp_path / "converted", [OUTPUT])
    names = sorted(file.name for file in (tmp_path / "converted").iterdir())
    assert names == ["group1-shard1of1.bin", "model.json"]
    for name in names:
        assert (tmp_path / name).read_bytes() == (tmp_path / "converted" / name).read_bytes()


def test_a_head_of_many_shards_can_be_read_back(home):
    random = np.random.default_rng(6)
    weights = HeadWeights(random.normal(size=(1400, 900)).astype(np.float32), np.ones(900, np.float32))
    exported = export_head(weights, home)
    assert len(list(exported.folder.glob("*.bin"))) == 2
    np.testing.assert_array_equal(read_head(home, exported.sha256).kernel, weights.kernel)


@pytest.mark.parametrize("activation", ["sigmoid", "linear", "exponential"])
def test_every_task_s_head_says_what_keras_says(home, activation):
    random = np.random.default_rng(3)
    outputs = 3 if activation == "sigmoid" else 1
    kernel = random.normal(0, 0.2, (12, outputs)).astype(np.float32)
    weights = HeadWeights(kernel, np.full(outputs, 2, np.float32), activation=activation)
    vectors = random.uniform(0, 6, (20, 12)).astype(np.float32)
    np.testing.assert_allclose(weights.outputs(vectors), np.asarray(build(weights)(vectors)), rtol=1e-4)
    read = read_head(home, export_head(weights, home).sha256)
    np.testing.assert_allclose(
        activate(read.logits(vectors), activation), weights.outputs(vectors), rtol=1e-4
    )


def test_one_label_s_outputs_are_its_probabilities(weights):
    vectors = np.random.default_rng(1).uniform(0, 6, (5, weights.kernel.shape[0])).astype(np.float32)
    np.testing.assert_array_equal(weights.outputs(vectors), weights.probabilities(vectors))
