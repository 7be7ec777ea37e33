"""Recipes: the TOML files that say how a backbone was, and is again, trained."""

import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from graft.errors import BadParameter, FileAbsent

T = TypeVar("T")


@dataclass(frozen=True)
class Data:
    """One set of pictures: an image-folder zip or directory, named relative to the data folder."""

    path: str
    size: int  # pixels; each picture's central square is kept at this size
    split: str = ""  # folder to read, e.g. "train"; "" reads everything
    validation: str = ""  # folder whose accuracy is told after each epoch
    labelled: bool = True  # folder names are classes; otherwise only the teacher speaks
    views: int = 2  # crops for each picture, taken in turn epoch by epoch; the first is the whole
    area: tuple[float, float] = (0.4, 1.0)  # least and largest share of the picture in the other crops
    repeat: int = 1  # how often an epoch shows each picture


@dataclass(frozen=True)
class Phase:
    """Some epochs at certain input sizes, each batch at one of them."""

    epochs: int
    sizes: tuple[int, ...]
    batch: int = 128
    rate: float | None = None  # learning rate of these epochs; the recipe's where none is given
    decay: bool = False  # it falls to zero along one cosine over this and the decaying phases beside it


@dataclass(frozen=True)
class Teacher:
    """A Keras application, pretrained, whose feature maps the network learns to predict."""

    application: str
    weights: str  # file in the weights folder
    size: int  # pixels it looks at
    components: int = 256  # principal components of its features that are kept


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the result, apart from rounding."""

    name: str
    variant: str
    size: int  # pixels of the finished network's input
    data: tuple[Data, ...]
    phases: tuple[Phase, ...]
    teacher: Teacher | None = None
    seed: int = 1
    rate: float = 2e-3  # AdamW's learning rate, where a phase names no other
    warmup: int = 250  # steps of linear rise to it
    weight_decay: float = 0.02
    label_smoothing: float = 0.1
    distillation: float = 5.0  # weight of the teacher's loss against the labels'
    jitter: float = 0.05  # how far crop edges move, as a share of the picture
    colour: float = 0.25  # largest change of brightness, contrast and saturation
    average: float = 0.998  # decay of the moving average of the weights, which is what is kept
    checkpoint: int = 250  # steps between checkpoints

    @property
    def epochs(self) -> list[Phase]:
        """The phase of every epoch, in order."""
        return [phase for phase in self.phases for _ in range(phase.epochs)]

    @classmethod
    def read(cls, path: Path) -> "Recipe":
        """The recipe in a TOML file.

        Raises:
            FileAbsent: no such file.
            BadParameter: not TOML, an unknown or missing key, or an impossible value.
        """
        if not path.is_file():
            raise FileAbsent(f"A recipe is a TOML file. Received: {path}, where no file is. Check the path.")
        try:
            table = tomllib.loads(path.read_text())
        except tomllib.TOMLDecodeError as error:
            raise BadParameter(
                f"A recipe is a TOML file. Received: {path}: {error}.", path=str(path)
            ) from error
        table["data"] = tuple(_fill(Data, row, path) for row in table.get("data", []))
        table["phases"] = tuple(_fill(Phase, row, path) for row in table.get("phases", []))
        if "teacher" in table:
            table["teacher"] = _fill(Teacher, table["teacher"], path)
        recipe = _fill(cls, table, path)
        recipe._check(path)
        return recipe

    def _check(self, path: Path) -> None:
        rules = (
            (bool(self.data) and self.data[0].labelled, "the first [[data]] must be labelled"),
            (len(self.epochs) > 0, "the phases must hold at least one epoch"),
            (
                self.teacher is not None or all(d.labelled for d in self.data),
                "data without labels need a teacher",
            ),
            (
                all(s % 32 == 0 and s > 0 for p in self.phases for s in p.sizes),
                "sizes must be multiples of 32",
            ),
            (self.size % 32 == 0 and self.size > 0, "size must be a multiple of 32"),
            (
                all(0 < d.area[0] <= d.area[1] <= 1 for d in self.data),
                "areas must be in (0, 1], the least first",
            ),
            (
                self.rate > 0 and all(p.rate is None or p.rate > 0 for p in self.phases),
                "rates must be above 0",
            ),
        )
        for holds, rule in rules:
            if not holds:
                raise BadParameter(
                    f"In a recipe {rule}. Received: {path}, where this is not so.", path=str(path)
                )


def _fill(kind: type[T], row: dict[str, Any], path: Path) -> T:
    """A dataclass from a TOML table, lists as tuples."""
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    needed = {n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING}
    if odd := sorted(row.keys() - known.keys()) or sorted(needed - row.keys()):
        what = "unknown" if row.keys() - known.keys() else "missing"
        raise BadParameter(
            f"A recipe's {kind.__name__.lower()} has the keys {', '.join(known)}. "
            f"Received: {path}, with {what} {', '.join(odd)}. Correct the recipe.",
            path=str(path),
        )
    return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in row.items()})
