"""Backbones are trained and compared from the command line."""

import json
from pathlib import Path

import pytest
from tests.backbones.test_pretraining import colour, write_recipe, write_set
from tests.scenes import KINDS, jpeg

from graft.backbones import catalogue
from graft.settings import Settings

OURS = catalogue.default_backbone(Settings()).name
EVALUATE = ("backbone", "evaluate", OURS)


def photographs(folder: Path) -> Path:
    """A set with the splits train and val, of three kinds of drawn things."""
    for split, seeds in (("train", range(12)), ("val", range(100, 110))):
        for kind in KINDS:
            (folder / split / kind).mkdir(parents=True)
            for seed in seeds:
                (folder / split / kind / f"{seed}.jpg").write_bytes(jpeg(kind, seed))
    return folder


@pytest.mark.slow
def test_a_recipe_becomes_a_backbone_and_is_taken_up_again(graft, tmp_path):
    write_set(tmp_path / "colours.zip", colour)
    recipe = write_recipe(tmp_path, "colours.zip")
    folder = Path(json.loads(graft("backbone", "train", recipe, "--until", 1, "--json").stdout)["folder"])
    steps = len((tmp_path / "recipe" / "losses.jsonl").read_text().splitlines())
    assert folder == tmp_path / "recipe" / "tiny_trial"
    assert {path.name for path in folder.iterdir()} == {"weights.npz", "weights.npz.sha256", "recipe.toml"}
    graft("backbone", "train", recipe)
    assert len((tmp_path / "recipe" / "losses.jsonl").read_text().splitlines()) == 4 * steps


@pytest.mark.slow
def test_backbones_are_compared_on_the_same_sets(graft, tmp_path):
    folder = photographs(tmp_path / "things")
    told = graft(*EVALUATE, "--twin", "--data", folder, "--few", 6, "--json")
    ours, twin = json.loads(told.stdout)
    assert [(row["backbone"], row["random"]) for row in (ours, twin)] == [
        (OURS, False),
        (OURS, True),
    ]
    (things,) = ours["sets"]
    assert (things["name"], things["examples"]) == ("things", 30)
    assert 0.8 <= things["few"] <= 1
    assert 0.8 <= things["all"] <= 1


def test_a_set_without_a_test_split_is_refused(command, tmp_path):
    (tmp_path / "things" / "tomato").mkdir(parents=True)
    (tmp_path / "things" / "tomato" / "1.jpg").write_bytes(jpeg("tomato", 1))
    done = command(*EVALUATE, "--data", tmp_path / "things", status=1)
    assert "train/class/file and test/class/file" in done.stderr


def test_an_unknown_backbone_is_told_before_anything_is_done(command, tmp_path):
    done = command("backbone", "evaluate", OURS.replace("small", "smal"), "--data", tmp_path, status=1)
    assert OURS in done.stderr


def test_a_recipe_that_is_not_there_is_told(command, tmp_path):
    assert "where no file is" in command("backbone", "train", tmp_path / "absent.toml", status=1).stderr
