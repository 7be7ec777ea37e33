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
    for values in ((1 / 127.5, -1.0), (1.0, (-103.939, -116.779, -123.68), "bgr")):
        there = Preprocessing((96, 128), "pad", "triangle", *values)
        assert Preprocessing.from_json(json.loads(json.dumps(there.as_json()))) == there


def test_what_was_written_before_channels_had_an_order_is_rgb() -> None:
    before = {key: value for key, value in SQUARE.as_json().items() if key != "channels"}
    assert Preprocessing.from_json(before) == SQUARE


@pytest.mark.parametrize(
    "change", [{"fit": "stretch"}, {"filter": "nearest"}, {"size": [0, 8]}, {"channels": "rbg"}]
)
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
