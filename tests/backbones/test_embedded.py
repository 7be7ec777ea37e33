"""Embedded weights come back as they went, and are refused when they are not the right bytes."""

import subprocess

import numpy as np
import pytest

from graft.backbones import embedded
from graft.backbones.graftnet import build_graftnet
from graft.backbones.recipes import Recipe
from graft.errors import WeightsAbsent, WeightsCorrupt
from graft.settings import Settings

SHIPPED = sorted(p.name for p in embedded.folder(Settings().models_dir, "x").parent.iterdir() if p.is_dir())


@pytest.fixture
def saved(tmp_path):
    network = build_graftnet("tiny", 32)
    embedded.save_weights(network, tmp_path / "net")
    return network, tmp_path / "net"


def test_loaded_weights_are_the_saved_ones_within_float16(saved):
    network, folder = saved
    loaded = embedded.load_weights(build_graftnet("tiny", 32), folder)
    pixels = np.random.default_rng(0).uniform(0, 255, (4, 32, 32, 3)).astype(np.float32)
    np.testing.assert_allclose(loaded(pixels)[1], network(pixels)[1], atol=5e-3)


def test_saving_the_same_weights_gives_the_same_bytes(saved, tmp_path):
    network, folder = saved
    assert embedded.save_weights(network, tmp_path / "again") == embedded.check(folder)


def test_the_digest_can_be_checked_with_sha256sum(saved):
    subprocess.run(["sha256sum", "--check", "--quiet", embedded.DIGEST], cwd=saved[1], check=True)


def test_one_changed_byte_is_noticed(saved):
    path = saved[1] / embedded.WEIGHTS
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    with pytest.raises(WeightsCorrupt, match="fresh copy of Graft") as raised:
        embedded.load_weights(build_graftnet("tiny", 32), saved[1])
    assert raised.value.code == "weights_corrupt"


def test_a_truncated_file_is_noticed(saved):
    path = saved[1] / embedded.WEIGHTS
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(WeightsCorrupt):
        embedded.load_weights(build_graftnet("tiny", 32), saved[1])


def test_weights_of_another_network_are_refused(saved):
    with pytest.raises(WeightsCorrupt, match="must fit the network"):
        embedded.load_weights(build_graftnet("small", 64), saved[1])


@pytest.mark.parametrize("missing", [embedded.WEIGHTS, embedded.DIGEST])
def test_missing_files_are_told(saved, missing):
    (saved[1] / missing).unlink()
    with pytest.raises(WeightsAbsent, match="without them"):
        embedded.load_weights(build_graftnet("tiny", 32), saved[1])


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_backbone_is_whole(name):
    folder = embedded.folder(Settings().models_dir, name)
    recipe = Recipe.read(folder / "recipe.toml")
    assert recipe.name == name
    network = embedded.load_weights(build_graftnet(recipe.variant, recipe.size), folder)
    vectors = network(np.random.default_rng(0).uniform(0, 255, (4, recipe.size, recipe.size, 3)))[1].numpy()
    assert np.isfinite(vectors).all()
    assert vectors.std(axis=0).max() > 0
    assert (folder / "card.md").read_text().startswith(f"# {name}")
    assert (folder / embedded.WEIGHTS).stat().st_size <= 6e6
