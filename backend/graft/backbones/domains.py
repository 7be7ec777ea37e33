"""Domain backbones: networks that a training here has changed, as rows of the catalogue (11.3.3).

What the book calls produce-model and produce-weights: ``GRAFT_HOME/domains/<name>.json`` says which row
of the catalogue gives the architecture, and ``<sha256>.npz`` beside it holds the weights, named by their
content. Free of TensorFlow; :mod:`graft.backbones.domain_weights` reads and writes the weights.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from graft.backbones.rows import Backbone, Pooling
from graft.errors import BadName, NameTaken
from graft.settings import Settings
from graft.storage.files import sync_folder, write_aside
from graft.storage.home import Home

LONGEST_NAME = 64


@dataclass(frozen=True)
class Domain:
    """A backbone that a run made."""

    name: str
    architecture: str
    """The row of the catalogue that it is the network of, at that row's own size."""
    size: int
    """Height and width of its input, in pixels."""
    pooling: Pooling
    features: int
    sha256: str
    """Of its weights."""
    project: str
    """Name of the project whose pictures it learnt from."""
    strategy: str
    run: str
    former: tuple[str, ...] = ()
    """Names that it had before: versions keep the name they were published with."""

    def row(self, architecture: Backbone) -> Backbone:
        """The domain backbone as a row of the catalogue.

        Args:
            architecture: the row of :attr:`architecture`, at :attr:`size`.
        """
        return replace(
            architecture,
            name=self.name,
            source="domain",
            features=self.features,
            pooling=self.pooling,
            weights_file=f"{self.sha256}.npz",
            origin={
                "architecture": self.architecture,
                "project": self.project,
                "strategy": self.strategy,
                "run": self.run,
            },
            url=None,
            download_bytes=None,
            top_file=None,
            top_url=None,
        )


def kept(settings: Settings) -> dict[str, Domain]:
    """Every domain backbone, by name."""
    return {row.name: row for row in map(_read, sorted(_folder(settings).glob("*.json")))}


def rows(settings: Settings, architecture: Callable[[str, int], Backbone | None]) -> Iterator[Backbone]:
    """The rows; ``architecture`` finds one of the catalogue by name and side, if it is still there."""
    for domain in kept(settings).values():
        row = architecture(domain.architecture, domain.size)
        if row is not None:
            yield domain.row(row)


def find(name: str, settings: Settings) -> Domain | None:
    """The domain backbone that is called so, or was."""
    known = kept(settings)
    return known.get(name) or next((row for row in known.values() if name in row.former), None)


def keep(domain: Domain, settings: Settings) -> None:
    """Write it down; its weights are there already.

    Raises:
        DiskFull: no space left.
    """
    with write_aside(_path(domain.name, settings)) as file:
        file.write(json.dumps(asdict(domain)).encode())


def free_name(wanted: str, run: str, taken: Mapping[str, object], settings: Settings) -> str:
    """``wanted``, or with a number after it where another run's backbone has that name.

    A run that is taken up again finds the name that it took before.
    """
    known = kept(settings)
    mine = [row.name for row in known.values() if row.run == run and _stem(row.name, wanted)]
    if mine:
        return mine[0]
    former = {name for row in known.values() for name in row.former}
    number, name = 1, wanted
    while name in taken or name in known or name in former:
        number += 1
        name = f"{wanted}-{number}"
    return name


def rename(name: str, new: str, taken: Mapping[str, object], settings: Settings) -> Domain:
    """Call it otherwise; versions that name it as it was called still find it.

    Args:
        name: of the domain backbone.
        new: its new name: letters a to z, digits, ``-`` and ``_``.
        taken: names that are not free.
        settings: for the home folder.

    Raises:
        BadName: not a name for a backbone.
        NameTaken: another backbone is called so, or was.
    """
    if not re.fullmatch(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_NAME - 1}}}", new):
        raise BadName(
            f"A backbone's name has 1 to {LONGEST_NAME} of the letters a to z, digits, - and _, and begins "
            f"with a letter or digit. Received: {new[:100]!r}."
        )
    domain = kept(settings)[name]
    if new == name:
        return domain
    other = find(new, settings)
    if new in taken or (other is not None and other.name != name):
        raise NameTaken(f"There is a backbone {new!r} already. Take another name.", name=new)
    former = tuple(dict.fromkeys((*(old for old in domain.former if old != new), name)))
    renamed = replace(domain, name=new, former=former)
    keep(renamed, settings)  # a stop between the two leaves it under both names, not under none
    _path(name, settings).unlink()
    sync_folder(_folder(settings))
    return renamed


def remove(name: str, settings: Settings) -> None:
    """Remove the row, and the weights where no other row has them."""
    domain = kept(settings)[name]
    _path(name, settings).unlink()
    if all(row.sha256 != domain.sha256 for row in kept(settings).values()):
        (_folder(settings) / f"{domain.sha256}.npz").unlink(missing_ok=True)
    sync_folder(_folder(settings))


def slug(project: str) -> str:
    """A project's name as the beginning of a backbone's: ``Gemüse & Obst`` is ``gemuse-obst``."""
    plain = unicodedata.normalize("NFKD", project).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "project"


def _stem(name: str, wanted: str) -> bool:
    return name == wanted or bool(re.fullmatch(rf"{re.escape(wanted)}-\d+", name))


def _folder(settings: Settings) -> Path:
    return Home(settings.home).domains


def _path(name: str, settings: Settings) -> Path:
    return _folder(settings) / f"{name}.json"


def _read(path: Path) -> Domain:
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Domain(**{**known, "former": tuple(known["former"])})
