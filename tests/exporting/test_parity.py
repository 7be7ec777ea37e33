import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from tests.exporting.networks import FEATURES, INPUT

from graft.errors import ParityFailed, ParityUnavailable
from graft.exporting.backbone import ExportedBackbone
from graft.exporting.head import HeadWeights, export_head
from graft.exporting.parity import TOLERANCE, ParityRunner, choose_probes
from graft.releases import bundle, manifest
from graft.releases.manifest import Manifest, Parts
from graft.settings import Settings
from graft.storage.tables import Project, Run, now


def test_tensorflowjs_says_what_keras_says(runner, backbone, network, weights, probes, home):
    parity = runner.check(backbone, export_head(weights, home), lambda: network, weights, INPUT, probes)
    assert parity.max_difference < 1e-5
    assert parity.probes == len(probes)
    assert parity.tolerance == TOLERANCE
    assert parity.runtime.startswith("tfjs 4.")


def rewrite_weights(folder: Path, to: Path, change) -> Path:
    """A copy of an exported model whose weights were changed."""
    shutil.copytree(folder, to)
    file = to / "group1-shard1of1.bin"
    file.write_bytes(change(np.fromfile(file, np.float32)).astype(np.float32).tobytes())
    return to


def test_a_head_with_other_weights_is_not_published(
    runner, backbone, network, weights, probes, home, tmp_path
):
    head = export_head(weights, home)
    wrong = replace(
        head, folder=rewrite_weights(head.folder, tmp_path / "wrong", lambda values: values * 1.1)
    )
    with pytest.raises(
        ParityFailed, match=r"within 0.001 in every probability. They differ by 0\."
    ) as caught:
        runner.check(backbone, wrong, lambda: network, weights, INPUT, probes)
    assert caught.value.details["max_difference"] > TOLERANCE
    assert caught.value.details["probes"] == [sha256 for sha256, _ in probes]


def test_a_backbone_with_other_weights_is_not_published(
    runner, backbone, network, weights, probes, home, tmp_path
):
    folder = rewrite_weights(backbone.folder, tmp_path / "wrong", lambda values: values * 1.02)
    wrong = replace(backbone, folder=folder, sha256="0" * 64)
    with pytest.raises(ParityFailed):
        runner.check(wrong, export_head(weights, home), lambda: network, weights, INPUT, probes)


def test_a_temperature_that_was_forgotten_is_noticed(runner, backbone, network, weights, probes, home):
    forgotten = export_head(replace(weights, temperature=1.0), home)
    with pytest.raises(ParityFailed):
        runner.check(backbone, forgotten, lambda: network, weights, INPUT, probes)


def test_other_preprocessing_is_noticed(runner, backbone, network, weights, probes, home):
    class Squashing(type(INPUT)):
        """Crops in Python and squashes in the page."""

        def as_json(self):
            return {**super().as_json(), "fit": "squash"}

    differing = Squashing(**vars(INPUT))
    with pytest.raises(ParityFailed):
        runner.check(backbone, export_head(weights, home), lambda: network, weights, differing, probes)


def test_what_is_no_number_is_not_published(runner, backbone, network, weights, probes, home):
    broken = HeadWeights(weights.kernel * np.float32("nan"), weights.bias, 1.0)
    with pytest.raises(ParityFailed, match="differ by nan") as caught:
        runner.check(backbone, export_head(broken, home), lambda: network, broken, INPUT, probes)
    assert caught.value.details["max_difference"] is None


def test_the_second_training_looks_at_no_picture_again(runner, backbone, network, weights, probes, home):
    runner.check(backbone, export_head(weights, home), lambda: network, weights, INPUT, probes)

    def never():
        raise AssertionError("not needed a second time")

    other = replace(weights, kernel=weights.kernel[::-1].copy())
    seen = [(sha256, never) for sha256, _ in probes]
    parity = runner.check(backbone, export_head(other, home), never, other, INPUT, seen)
    assert parity.max_difference < 1e-5


def test_a_training_after_a_rehearsal_looks_at_no_picture(runner, backbone, network, weights, probes, home):
    runner.rehearse(backbone, lambda: network, INPUT)
    runner.rehearse(backbone, lambda: network, INPUT, probes)

    def never():
        raise AssertionError("not needed after the rehearsal")

    seen = [(sha256, never) for sha256, _ in probes]
    parity = runner.check(backbone, export_head(weights, home), never, weights, INPUT, seen)
    assert parity.max_difference < 1e-5


def test_nothing_is_left_in_the_folder_of_pictures(runner, backbone, network, weights, probes, home):
    folder = Path(runner._folder.name)
    runner.check(backbone, export_head(weights, home), lambda: network, weights, INPUT, probes)
    assert list(folder.iterdir()) == []
    runner.close()
    assert not folder.exists()


def test_a_node_that_was_killed_is_started_again(runner, backbone, network, weights, probes, home):
    head = export_head(weights, home)
    runner.check(backbone, head, lambda: network, weights, INPUT, probes)
    runner._node.close()
    assert runner.check(backbone, head, lambda: network, weights, INPUT, probes).max_difference < 1e-5


def test_a_parity_program_that_is_not_built_is_told(tmp_path, backbone, network, weights, probes, home):
    runner = ParityRunner(Settings(home=home.path, web_dir=tmp_path))
    with pytest.raises(ParityUnavailable, match=r"parity\.js is not built. Run `npm run setup`"):
        runner.check(backbone, export_head(weights, home), lambda: network, weights, INPUT, probes)
    runner.close()


def test_a_graph_that_does_not_load_is_told(runner, backbone, network, weights, probes, home, tmp_path):
    folder = Path(shutil.copytree(backbone.folder, tmp_path / "broken"))
    (folder / "model.json").write_text("{")
    with pytest.raises(ParityUnavailable, match=r"TensorFlow\.js could not run the exported model: .*JSON"):
        runner.check(
            replace(backbone, folder=folder, sha256="0" * 64),
            export_head(weights, home),
            lambda: network,
            weights,
            INPUT,
            probes,
        )


def test_a_bundle_answers_as_the_version_did(runner, backbone, network, weights, probes, home, tmp_path):
    shutil.copytree(backbone.folder, home.artifacts / "backbones" / backbone.sha256)
    head = export_head(weights, home)
    parity = runner.check(backbone, head, lambda: network, weights, INPUT, probes)
    made = Parts.model_validate(
        {
            "input": INPUT.as_json(),
            "backbone": {
                "name": "small",
                "sha256": backbone.sha256,
                "licence": "none",
                "features": 12,
                "outputs": dict(backbone.outputs),
            },
            "head": {"sha256": head.sha256},
            "calibration": {"temperature": weights.temperature},
            "unknown": {"threshold": 0.5},
            "metrics": {"test": None, "cross_validation": None},
            "parity": parity,
            "seconds": 1.0,
        }
    )
    classes = [{"id": str(index), "name": f"class {index}"} for index in range(3)]
    run = Run(id="run", task="single_label", strategy="head", seed=1, classes=classes)
    project = Project(id="project", name="Noodles", task="single_label")
    bundle.write(home, manifest.build(project, run, 1, now(), made), tmp_path / "site")

    read = Manifest.model_validate_json((tmp_path / "site" / "manifest.json").read_text())
    hosted = ExportedBackbone(
        read.backbone.sha256,
        (tmp_path / "site" / read.backbone.model).parent,
        backbone.bytes,
        "fingerprint",
        read.backbone.outputs.model_dump(),
    )
    shutil.rmtree(home.path)
    hosted_head = replace(head, folder=(tmp_path / "site" / read.head.model).parent)
    again = runner.check(hosted, hosted_head, lambda: network, weights, INPUT, probes)
    assert again.max_difference == parity.max_difference


@dataclass(frozen=True)
class Labelled:
    class_id: str
    sha256: str


def test_probes_are_spread_over_the_classes():
    examples = [Labelled(class_id, f"{class_id}{n}") for class_id in "abc" for n in range(9)]
    chosen = choose_probes(examples)
    assert [row.sha256 for row in chosen] == ["a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2"]
    assert choose_probes(examples[::-1]) == chosen


def test_probes_of_few_and_of_many_classes():
    few = [Labelled("a", "a0"), Labelled("b", "b0"), Labelled("b", "b1")]
    assert [row.sha256 for row in choose_probes(few)] == ["a0", "b0", "b1"]
    many = [Labelled(f"{n:02}", f"{n:02}") for n in range(20)]
    assert [row.class_id for row in choose_probes(many)] == [f"{n:02}" for n in range(8)]


def test_a_picture_s_time_is_taken(runner, backbone, weights, probes, home):
    described = {"input": INPUT.as_json(), "backbone": {"outputs": dict(backbone.outputs)}}
    head = export_head(weights, home)
    assert 0 < runner.milliseconds(described, (backbone.folder, head.folder), probes) < 60_000
    with pytest.raises(ParityUnavailable, match="could not run the exported model"):
        runner.milliseconds(described, (backbone.folder, head.folder / "none"), probes)


@pytest.mark.parametrize(("activation", "deviation"), [("sigmoid", 1.0), ("exponential", 5e4)])
def test_heads_of_other_tasks_are_compared_too(
    runner, backbone, network, probes, home, activation, deviation
):
    """A number is compared in standard deviations of its values: its unit may be any."""
    kernel = np.random.default_rng(2).normal(0, 0.3, (FEATURES, 1)).astype(np.float32)
    weights = HeadWeights(kernel, np.full(1, 11, np.float32), activation=activation, deviation=deviation)
    head = export_head(weights, home)
    proof = runner.check(backbone, head, lambda: network, weights, INPUT, probes)
    assert proof.max_difference < proof.tolerance
    wrong = replace(weights, bias=weights.bias + (0.02 if activation == "exponential" else -12))
    with pytest.raises(ParityFailed, match="value" if activation == "exponential" else "probability"):
        runner.check(backbone, head, lambda: network, wrong, INPUT, probes)


def test_what_tensorflowjs_says_of_the_page_s_probes_lies_beside_the_network(runner, backbone, weights, home):
    head = export_head(weights, home)
    file, said = runner.said(backbone, head, INPUT)
    vectors = np.fromfile(backbone.folder / file, "<f4").reshape(2, FEATURES)
    assert np.isfinite(vectors).all()
    assert np.ptp(vectors, axis=0).any(), "two pictures, two answers"
    assert sum(said) == pytest.approx(1)
    assert runner.said(backbone, head, INPUT) == (file, said)


def test_a_number_too_large_to_be_told_is_not_told(runner, backbone, home):
    kernel = np.full((FEATURES, 1), 1e30, np.float32)
    head = export_head(HeadWeights(kernel, np.zeros(1, np.float32), activation="exponential"), home)
    assert runner.said(backbone, head, INPUT)[1] is None
