"""Domain backbones: rows and weights of networks that were trained here."""

import numpy as np
import pytest

from graft.backbones import catalogue, domain_weights, domains
from graft.backbones.builders import build
from graft.backbones.domains import Domain
from graft.backbones.graftnet import build_graftnet
from graft.errors import WeightsAbsent, WeightsCorrupt, WeightsMismatch


def domain(sha256: str, **changes) -> Domain:
    usual = {
        "name": "fruit-v1",
        "architecture": "graftnet_small_160",
        "size": 96,
        "pooling": "avg",
        "features": 1408,
        "sha256": sha256,
        "project": "Fruit",
        "strategy": "finetune",
        "run": "r1",
    }
    return Domain(**{**usual, **changes})


@pytest.fixture
def sha256(home) -> str:
    """Weights of a GraftNet, kept."""
    return domain_weights.save(build_graftnet("small", 96), home.domains)


def test_a_domain_backbone_is_built_with_its_own_weights(settings, home, sha256) -> None:
    domains.keep(domain(sha256), settings)
    row = catalogue.find("fruit-v1", settings)
    built = build(row, settings)
    assert built.input_shape == (None, 96, 96, 3)
    assert domain_weights.save(built, home.domains) == sha256
    assert catalogue.as_json(row, settings)["available"] is True
    other = catalogue.at_size(catalogue.find("graftnet_small_160", settings), 96)
    assert catalogue.fingerprint(row, settings) != catalogue.fingerprint(other, settings)


def test_pooling_is_part_of_what_a_feature_depends_on(settings, sha256) -> None:
    domains.keep(domain(sha256), settings)
    domains.keep(domain(sha256, name="fruit-max", pooling="max"), settings)
    rows = [catalogue.find(name, settings) for name in ("fruit-v1", "fruit-max")]
    assert len({catalogue.fingerprint(row, settings) for row in rows}) == 2
    pixels = np.random.default_rng(0).uniform(0, 255, (1, 96, 96, 3)).astype(np.float32)
    maps, vector = build(rows[1], settings)(pixels)
    np.testing.assert_array_equal(vector, maps.numpy().max(axis=(1, 2)))


def test_weights_that_are_gone_broken_or_anothers_are_told(settings, home, sha256) -> None:
    domains.keep(domain(sha256), settings)
    row = catalogue.find("fruit-v1", settings)
    path = home.domains / f"{sha256}.npz"
    other = domain_weights.save(build_graftnet("tiny", 96), home.domains)
    domains.keep(domain(other, name="fruit-tiny"), settings)
    with pytest.raises(WeightsMismatch, match="width"):
        build(catalogue.find("fruit-tiny", settings), settings)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(WeightsCorrupt, match="SHA-256"):
        build(row, settings)
    path.unlink()
    with pytest.raises(WeightsAbsent, match="train it again"):
        build(row, settings)


def test_former_names_find_it_and_stay_taken(settings, sha256) -> None:
    domains.keep(domain(sha256), settings)
    domains.rename("fruit-v1", "fruit", {}, settings)
    assert catalogue.find("fruit-v1", settings).name == "fruit"
    assert domains.free_name("fruit-v1", "r2", {}, settings) == "fruit-v1-2"
    assert domains.free_name("vegetables-v1", "r2", {}, settings) == "vegetables-v1"


def test_a_run_that_is_taken_up_again_finds_its_name(settings, sha256) -> None:
    domains.keep(domain(sha256), settings)
    assert domains.free_name("fruit-v1", "r1", {}, settings) == "fruit-v1"
    domains.keep(domain(sha256, name="fruit-v1-2", run="r2"), settings)
    assert domains.free_name("fruit-v1", "r2", {}, settings) == "fruit-v1-2"


def test_weights_stay_while_another_row_has_them(settings, home, sha256) -> None:
    domains.keep(domain(sha256), settings)
    domains.keep(domain(sha256, name="twin"), settings)
    domains.remove("fruit-v1", settings)
    assert (home.domains / f"{sha256}.npz").exists()
    domains.remove("twin", settings)
    assert not list(home.domains.iterdir())


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Gemüse & Obst", "gemuse-obst"), ("🍜", "project"), ("../x", "x"), ("A" * 90, "a" * 40)],
)
def test_a_projects_name_becomes_the_beginning_of_a_backbones(name, slug) -> None:
    assert domains.slug(name) == slug
