"""Numbers and several labels from the command line, on drawn scenes, and noise."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.command import Command
from tests.scenes import KINDS, disc, encoded, together

pytestmark = pytest.mark.slow
COUNT = 160


@pytest.fixture(scope="module")
def graft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """The command with one home folder and one worker for this file's projects."""
    command = Command(tmp_path_factory.mktemp("tasks") / "home")
    with command.worker():
        yield command


def discs(folder: Path, noise: bool) -> Path:
    """Discs of many sizes, with their size as the value, or with values that have nothing to do with it."""
    folder.mkdir()
    dice = np.random.default_rng(3)
    sizes = dice.uniform(0.2, 0.9, COUNT)
    values = dice.permutation(sizes) if noise else sizes
    lines = ["file,value,split"]
    for i, (size, value) in enumerate(zip(sizes, values, strict=True)):
        (folder / f"{i}.jpg").write_bytes(encoded(disc(size, i)))
        lines.append(f"{i}.jpg,{100 * value:.2f},{'test' if i % 4 == 0 else 'train'}")
    (folder / "discs.csv").write_text("\n".join(lines))
    return folder


def test_the_size_of_a_disc_is_learnt_and_noise_is_not(graft, tmp_path):
    about = ("--task", "regression", "--quantity", "size", "--unit", "cm")
    found = json.loads(
        graft("import", discs(tmp_path / "d", False), "--project", "Discs", *about, "--json").stdout
    )
    assert found == {"added": COUNT, "duplicates": 0, "rejected": []}
    trained = json.loads(graft("train", "Discs", "--seed", 3, "--json").stdout)
    test = trained["metrics"]["test"]
    assert test["examples"] == len(test["pairs"]) == COUNT // 4
    assert test["transform"] == "none"
    assert test["r2"] > 0.8
    assert test["interval"][0] > 0.4
    again = json.loads(graft("train", "Discs", "--seed", 3, "--json").stdout)
    assert again["metrics"] == trained["metrics"]

    new = tmp_path / "new.jpg"
    new.write_bytes(encoded(disc(0.55, 9999)))
    (answer,) = json.loads(graft("predict", "Discs", new, "--json").stdout)
    assert answer["version"] == 2
    assert answer["value"] == pytest.approx(55, abs=4 * test["rmse"])
    assert answer["interval"][0] < answer["value"] < answer["interval"][1]
    assert answer["unit"] == "cm"
    words = tmp_path / "words.jpg"
    words.write_text("these are words")
    asked = graft("predict", "Discs", words, new, "--json", status=1)
    assert f"{words}: A picture is a JPEG" in " ".join(asked.stderr.split())
    unread, read = json.loads(asked.stdout)
    assert (unread["picture"], unread["error"]["code"]) == (str(words), "not_a_picture")
    assert read["value"] == answer["value"], "the others are answered all the same"

    graft("export", "Discs", "--out", tmp_path / "bundle")
    manifest = json.loads((tmp_path / "bundle" / "manifest.json").read_text())
    assert (manifest["task"], manifest["classes"]) == ("regression", [])
    assert manifest["target"]["quantity"] == "size"
    assert manifest["parity"]["max_difference"] < manifest["parity"]["tolerance"]
    assert not {"calibration", "unknown", "thresholds"} & set(manifest)

    graft("import", discs(tmp_path / "n", True), "--project", "Noise", "--task", "regression")
    noise = json.loads(graft("train", "Noise", "--seed", 3, "--json").stdout)["metrics"]["test"]
    assert noise["interval"][0] < 0.1
    assert noise["r2"] < 0.3


def test_things_on_one_table_are_told_apart(graft, tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    sets = [kinds for count in range(4) for kinds in itertools.combinations(KINDS, count)]
    lines = ["file,labels"]
    for i in range(COUNT):
        kinds = sets[i % len(sets)]
        (folder / f"{i}.jpg").write_bytes(encoded(together(kinds, i)))
        lines.append(f"{i}.jpg,{'|'.join(kinds) or '-'}")
    (folder / "tables.csv").write_text("\n".join(lines))
    graft("import", folder, "--project", "Tables", "--task", "multi_label")
    trained = json.loads(graft("train", "Tables", "--seed", 3, "--json").stdout)
    test = trained["metrics"]["test"]
    assert test["mean_average_precision"] > 0.8
    assert len(test["per_class"]) == 3

    new = tmp_path / "new.jpg"
    new.write_bytes(encoded(together(("tomato", "leaf"), 9999)))
    (answer,) = json.loads(graft("predict", "Tables", new, "--json").stdout)
    assert {row["class"] for row in answer["predictions"]} == set(KINDS)
    assert all(0 <= row["probability"] <= 1 for row in answer["predictions"])

    graft("export", "Tables", "--out", tmp_path / "bundle")
    manifest = json.loads((tmp_path / "bundle" / "manifest.json").read_text())
    assert manifest["task"] == "multi_label"
    assert len(manifest["thresholds"]) == 3
    assert not {"calibration", "unknown", "target"} & set(manifest)


def test_what_goes_wrong_says_so(command, tmp_path):
    folder = discs(tmp_path / "d", False)
    assert "regression" in command("import", folder, "--project", "Classes", status=1).stderr
    command("import", folder, "--project", "Discs", "--task", "regression")
    refused = command("import", folder, "--project", "Discs", "--task", "multi_label", status=1)
    assert "can't change" in refused.stderr
    words = command("import", folder, "--project", "Discs", "--value-column", "width", status=1).stderr
    assert "--value-column" in words.replace("\n", " ")
