"""Who leads a comparison, and by more than chance or not.

All were asked about the same pictures, so they are compared picture by picture, and only pictures
that one got right and the other did not say anything (McNemar 1947, https://doi.org/10.1007/BF02295996;
Dietterich 1998 recommends it for classifiers that are trained once). Frames of one burst are not
independent: a group counts once, for the side that had more of it right (the sign test; with every
picture alone it is McNemar's, exactly). Of a number, the side that is nearer has it right.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt
from typing import Any

CHANCE = 0.05
"""A difference whose p, corrected for the number of rows, is above this may be chance."""
Z95 = 1.959964


@dataclass(frozen=True)
class Entry:
    """A run that ended well."""

    run_id: str
    scores: Sequence[float]
    """Of each test picture, the same ones in the same order for all; see :mod:`graft.training.scores`."""
    seconds: float
    """Of training: where two are equally good, the quicker leads."""


def standings(entries: Sequence[Entry], groups: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The place of each run, best first, by its id.

    Args:
        entries: the runs.
        groups: the group of each test picture.

    Returns:
        ``place`` (from 1), ``leader``, and for the others ``behind`` (the leader's measure less
        theirs), ``interval`` (95 %, of that), ``p`` (two-sided, Holm-corrected over the rows) and
        ``chance`` (whether the difference may be chance). The interval is 95 % for one row alone.
    """
    ranked = sorted(entries, key=lambda entry: (-sum(entry.scores), entry.seconds))
    if not ranked:
        return {}
    leader, *others = ranked
    raw = {entry.run_id: sign_test(leader.scores, entry.scores, groups) for entry in others}
    corrected = holm(raw)
    found: dict[str, dict[str, Any]] = {leader.run_id: {"place": 1, "leader": True}}
    for place, entry in enumerate(others, start=2):
        behind, interval = difference(leader.scores, entry.scores, groups)
        found[entry.run_id] = {
            "place": place,
            "leader": False,
            "behind": behind,
            "interval": list(interval),
            "p": corrected[entry.run_id],
            "chance": corrected[entry.run_id] > CHANCE,
        }
    return found


def sign_test(first: Sequence[float], second: Sequence[float], groups: Sequence[str]) -> float:
    """Two-sided p that two networks are equally good, from the groups on which they differ."""
    sums = list(_by_group(first, second, groups).values())
    won, lost = sum(total > 0 for total, _ in sums), sum(total < 0 for total, _ in sums)
    decided = won + lost
    tail = sum(comb(decided, count) for count in range(min(won, lost) + 1))
    return min(1.0, 2 * tail / 2**decided)


def difference(
    first: Sequence[float], second: Sequence[float], groups: Sequence[str]
) -> tuple[float, tuple[float, float]]:
    """How much higher the first's mean score is, and the 95 % interval of that; groups are what is drawn."""
    pairs = list(_by_group(first, second, groups).values())
    count, pictures = len(pairs), sum(size for _, size in pairs)
    mean = sum(total for total, _ in pairs) / pictures
    # A ratio's variance: of what each group adds beyond its share (Cochran 1977, section 6.4).
    spread = sum((total - mean * size) ** 2 for total, size in pairs)
    error = sqrt(spread * count / max(1, count - 1)) / pictures
    return mean, (mean - Z95 * error, mean + Z95 * error)


def holm(values: dict[str, float]) -> dict[str, float]:
    """p by name, corrected for asking several times at once (Holm 1979, https://www.jstor.org/stable/4615733)."""
    found, largest = {}, 0.0
    for done, (name, p) in enumerate(sorted(values.items(), key=lambda item: item[1])):
        largest = max(largest, min(1.0, p * (len(values) - done)))
        found[name] = largest
    return found


def _by_group(
    first: Sequence[float], second: Sequence[float], groups: Sequence[str]
) -> dict[str, tuple[float, int]]:
    """By group: the first's scores less the second's, and its size."""
    found: dict[str, tuple[float, int]] = defaultdict(lambda: (0, 0))
    for one, other, group in zip(first, second, groups, strict=True):
        total, size = found[group]
        found[group] = (total + one - other, size + 1)
    return found
