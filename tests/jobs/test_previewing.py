"""A sheet of augmented pictures, from the request to the file."""

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from graft.jobs import previewing
from graft.storage.tables import Project


@pytest.mark.parametrize("preset", ["none", "handheld"])
def test_a_sheet_shows_each_picture_as_it_is_and_changed(tiny, colours, preset) -> None:
    with tiny.database.session() as session:
        previewing.request(session, session.scalars(select(Project)).one(), preset)
    result = tiny.work(tiny.claim())
    assert result["pictures"] == 4
    with Image.open(tiny.home.previews / f"{result['sheet']}.webp") as sheet:
        assert sheet.size == (6 * 132 - 4, 4 * 132 - 4)
        rows = np.asarray(sheet.convert("RGB"), np.float32)[:128]
    first, second = rows[:, :128], rows[:, 132:260]
    assert np.abs(first - second).mean() < 5 if preset == "none" else np.abs(first - second).mean() > 5
