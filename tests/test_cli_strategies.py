"""Strategies and trained backbones from the command line."""

import json

import pytest
from tests.scenes import class_folders

from graft.datasets import projects
from graft.storage.database import Database
from graft.storage.home import Home


def test_strategies_are_listed_with_their_parameters(command):
    rows = {row["id"]: row for row in json.loads(command("strategies", "--json").stdout)}
    assert rows["warmstart"]["section"] == "11.3.4"
    assert "falloff" in [row["name"] for row in rows["finetune"]["parameters"]]
    assert "11.3.2" in command("strategies").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--strategy", "luck"), "finetune"),
        (("--strategy", "finetune", "--set", "epochs"), "NAME=VALUE"),
        (("--strategy", "finetune", "--set", "speed=3"), "falloff"),
        (("--strategy", "finetune", "--set", "augment=underwater"), "handheld"),
        (("--strategy", "domain"), "no source"),
        (("--strategy", "warmstart", "--set", "source=Nothing"), "Kitchen"),
        (("--strategy", "rebuild", "--set", "size=31"), "32 × 32"),
        (("--strategy", "finetune", "--backbone", "resnet50_224"), "graft backbone fetch resnet50_224"),
        (("--strategy", "scratch", "--backbone", "resnet50_224"), "needs two classes"),
    ],
)
def test_what_can_not_be_trained_is_told(command, arguments, words):
    database = Database(Home(command.home).create().database_url)
    database.migrate()
    with database.session() as session:
        projects.create(session, "Kitchen")
    database.close()
    assert words in " ".join(command("train", "Kitchen", *arguments, status=1).stderr.split())


@pytest.mark.slow
def test_a_deep_network_answers_after_one_epoch_from_scratch(command, tmp_path):
    """Its export says what it says: its normalisation begins with what the pictures are like."""
    command("import", class_folders(tmp_path / "pictures", 8), "--project", "Kitchen")
    asked = ("--strategy", "scratch", "--backbone", "mobilenet_v2_035_96", "--set", "epochs=1", "--seed", 1)
    assert json.loads(command("train", "Kitchen", *asked, "--json").stdout)["version"] == 1


@pytest.mark.parametrize("asked", [("rename", "vgg16_224", "x"), ("remove", "vgg16_224")])
def test_the_catalogues_own_backbones_stay_as_they_are(command, asked):
    assert "trained here" in command("backbone", *asked, status=1).stderr


def test_a_preview_needs_pictures(command, tmp_path):
    assert "Nothing" in command("augment", "Nothing", "--out", tmp_path / "x.webp", status=1).stderr
