"""Scenes, and what pictures of them may be changed by without becoming pictures of something else.

Augmentation is chosen for the scene, the way the book argues it: bowls on a counter shift, they don't
flip. Free of TensorFlow, so that the web process and the command line can list them;
:mod:`graft.training.augmentation` does what they say.
"""

from dataclasses import dataclass

from graft.errors import UnknownPreset


@dataclass(frozen=True)
class Preset:
    """How far pictures of a scene are changed, at random, each time that the network sees them."""

    name: str
    title: str
    sentence: str
    """What it does and for which scene, for people."""
    shift: float = 0.0
    """Largest way that a picture moves, as a share of its side."""
    zoom: float = 0.0
    """Largest change of scale, as a share: 0.2 is from 0.8 to 1.2."""
    rotate: float = 0.0
    """Largest turn, in degrees."""
    flip: str = ""
    """``h``, ``v`` or ``hv``: mirrored that way every other time."""
    light: float = 0.0
    """Largest change of brightness, contrast and colour, as a share."""
    erase: float = 0.0
    """Share of pictures of which a rectangle is painted grey."""


PRESETS = {
    preset.name: preset
    for preset in (
        Preset("none", "As they are", "Pictures stay as they are: for scenes that never change."),
        Preset(
            "counter",
            "Objects on a counter",
            "Moves pictures a little, nearer and further, and changes the light. Nothing is turned or "
            "mirrored: the camera hangs still and things stand upright.",
            shift=0.1,
            zoom=0.1,
            light=0.2,
        ),
        Preset(
            "handheld",
            "Hand-held",
            "Moves, tilts and mirrors pictures, nearer and further, in changing light, and hides a part "
            "of some: for a telephone in the hand.",
            shift=0.12,
            zoom=0.25,
            rotate=12,
            flip="h",
            light=0.3,
            erase=0.25,
        ),
        Preset(
            "topdown",
            "Top-down",
            "Turns pictures all the way round and mirrors them: for a camera that looks straight down, "
            "where no side is up.",
            shift=0.08,
            zoom=0.15,
            rotate=180,
            flip="hv",
            light=0.2,
        ),
        Preset(
            "documents",
            "Documents",
            "Tilts pictures slightly and changes the light; never mirrors, since writing reads one way.",
            shift=0.04,
            zoom=0.06,
            rotate=3,
            light=0.25,
        ),
    )
}


def find(name: str) -> Preset:
    """The preset called ``name``.

    Raises:
        UnknownPreset: there is none.
    """
    if name not in PRESETS:
        raise UnknownPreset(
            f"A preset of augmentation is one of {', '.join(PRESETS)}. Received: {name[:100]!r}.",
            name=name[:100],
            presets=list(PRESETS),
        )
    return PRESETS[name]
