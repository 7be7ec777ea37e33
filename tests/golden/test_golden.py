"""The backend's preprocessing against the golden files.

The page's side is web/src/vision/preprocess.test.ts.
"""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from graft.backbones.preprocessing import Preprocessing, prepare
from graft.datasets.pictures import decode

FOLDER = Path(__file__).parent / "preprocessing"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))


def png(picture: dict[str, Any]) -> bytes:
    """The source picture as a person would upload it."""
    raw = (FOLDER / "pictures" / f"{picture['name']}.bin").read_bytes()
    file = io.BytesIO()
    Image.frombytes(picture["mode"], (picture["width"], picture["height"]), raw).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_backend_prepares_pictures_as_the_golden_files_say(case: dict[str, Any]) -> None:
    picture = decode(png(case["picture"]), pixels=1_000_000)
    got = prepare(picture, Preprocessing.from_json(case["input"]))
    wanted = (FOLDER / "expected" / f"{case['name']}.bin").read_bytes()
    np.testing.assert_array_equal(got, np.frombuffer(wanted, np.uint8).reshape(got.shape))
