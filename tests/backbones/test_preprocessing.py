"""Preprocessing as data; tests/golden holds its arithmetic."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from graft.backbones.preprocessing import Preprocessing, prepare
from graft.datasets import pictures
from graft.errors import BadParameter
from graft.settings import Settings

SQUARE = Preprocessing((8, 8), "crop", "triangle", 1.0, 0.0)


def test_json_there_and_back() -> None:
    there = json.dumps(Preprocessing((96, 128), "pad", "triangle", 1 / 127.5, -1.0).as_json())
    assert Preprocessing.from_json(json.loads(there)).as_json() == json.loads(there)


@pytest.mark.parametrize("change", [{"fit": "stretch"}, {"filter": "nearest"}, {"size": [0, 8]}])
def test_what_no_side_can_do_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadParameter, match="Received"):
        Preprocessing.from_json({**SQUARE.as_json(), **change})


def test_a_large_picture_comes_small_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    wide = Image.new("RGB", (400, 100), "red")
    wide.paste("blue", (150, 0, 250, 100))
    wide.save(path)
    image = pictures.decode(path.read_bytes(), Settings().pixels)
    found = prepare(image, SQUARE)
    assert found.shape == (8, 8, 3)
    assert (found[:, 1:-1] == (0, 0, 255)).all()  # at the edge the filter looks a little beyond the crop
