"""Augmentation: what each preset may do to a picture and what it may not, and that the seed decides."""

import dataclasses

import numpy as np
import pytest

from graft.errors import UnknownPreset
from graft.training.augmentation import augment
from graft.training.presets import PRESETS, Preset, find

SEED = np.array([3, 4], np.int32)


def pictures(count: int = 24, side: int = 40) -> np.ndarray:
    """uint8[N, side, side, 3]: dark left, light right, a red corner at the top left."""
    across = np.linspace(40, 200, side, dtype=np.float32)
    one = np.broadcast_to(across[None, :, None], (side, side, 3)).copy()
    one[: side // 4, : side // 4] = (220, 30, 30)
    return np.repeat(one[None], count, axis=0).astype(np.uint8)


def only(**parts: float | str) -> Preset:
    return Preset("test", "Test", "", **parts)  # type: ignore[arg-type]


def run(preset: Preset, given: np.ndarray | None = None, seed: np.ndarray = SEED) -> np.ndarray:
    return augment(pictures() if given is None else given, preset, seed).numpy()


@pytest.mark.parametrize("name", PRESETS)
def test_pictures_stay_pictures_and_the_seed_decides(name: str) -> None:
    first, again, other = run(find(name)), run(find(name)), run(find(name), seed=SEED + 1)
    assert first.dtype == np.float32
    assert first.shape == pictures().shape
    assert first.min() >= 0
    assert first.max() <= 255
    np.testing.assert_array_equal(first, again)
    assert np.array_equal(first, other) == (name == "none")


def test_none_leaves_them_as_they_are() -> None:
    np.testing.assert_array_equal(run(find("none")), pictures().astype(np.float32))


def test_floats_are_taken_as_well_as_bytes() -> None:
    preset = find("handheld")
    np.testing.assert_array_equal(run(preset), run(preset, pictures().astype(np.float32)))


def lighter_on_the_right(changed: np.ndarray) -> np.ndarray:
    half = changed.shape[2] // 2
    return changed[:, :, half:].mean(axis=(1, 2, 3)) > changed[:, :, :half].mean(axis=(1, 2, 3))


@pytest.mark.parametrize("name", ["counter", "documents"])
def test_a_counter_and_documents_are_never_mirrored(name: str) -> None:
    assert lighter_on_the_right(run(find(name), pictures(200))).all()


def test_mirroring_is_exact_and_happens_to_about_half() -> None:
    given = pictures(200)
    changed = run(only(flip="h"), given)
    mirrored = ~lighter_on_the_right(changed)
    assert 70 <= mirrored.sum() <= 130
    np.testing.assert_allclose(changed[mirrored], given[mirrored][:, :, ::-1], atol=0.01)
    np.testing.assert_allclose(changed[~mirrored], given[~mirrored], atol=0.01)


def test_a_half_turn_is_reached_and_no_more_than_asked_for() -> None:
    given = pictures(200)
    slight = run(only(rotate=3), given)
    assert np.abs(slight - given).mean() < 12
    far = run(only(rotate=180), given)
    assert (~lighter_on_the_right(far)).sum() > 60


def test_shifts_stay_within_their_share() -> None:
    bar = np.zeros((200, 40, 40, 3), np.uint8)
    bar[:, :, 19:21] = 255
    changed = run(only(shift=0.1), bar)
    centre = (changed.mean(axis=(1, 3)) * np.arange(40)).sum(axis=1) / changed.mean(axis=(1, 3)).sum(axis=1)
    assert np.abs(centre - 19.5).max() <= 4.01
    assert np.abs(centre - 19.5).max() > 3


def test_zoom_makes_things_larger_and_smaller() -> None:
    square = np.zeros((200, 40, 40, 3), np.uint8)
    square[:, 15:25, 15:25] = 255
    share = (run(only(zoom=0.2), square) > 127).mean(axis=(1, 2, 3)) * 1600
    assert 60 <= share.min() < 80
    assert 120 < share.max() <= 150


def test_light_changes_every_pixel_alike_and_keeps_the_place() -> None:
    changed = run(only(light=0.3))
    assert lighter_on_the_right(changed).all()
    assert np.std(changed.mean(axis=(1, 2, 3))) > 5


def test_as_many_are_partly_hidden_as_asked_for() -> None:
    given = pictures(400)
    hidden = (run(only(erase=0.25), given) != given).any(axis=(1, 2, 3))
    assert 60 <= hidden.sum() <= 140
    areas = (run(only(erase=1), given) == 127.5).all(axis=3).mean(axis=(1, 2))
    assert areas.min() > 0.003
    assert areas.max() < 0.15


def test_an_unknown_preset_is_told() -> None:
    with pytest.raises(UnknownPreset, match="counter"):
        find("underwater")


def test_presets_say_what_they_do() -> None:
    for preset in PRESETS.values():
        assert preset.sentence.endswith(".")
        changes = [getattr(preset, row.name) for row in dataclasses.fields(preset)][3:]
        assert any(changes) == (preset.name != "none")
