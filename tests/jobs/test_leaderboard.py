"""Who leads, and by more than chance or not."""

import pytest
from scipy.stats import binomtest

from graft.jobs.leaderboard import Entry, difference, holm, sign_test, standings

ALONE = [str(row) for row in range(100)]


def right(count: int, shift: int = 0) -> list[bool]:
    """``count`` of a hundred pictures, from the ``shift``-th."""
    return [shift <= row < shift + count for row in range(100)]


def test_the_most_accurate_leads_and_the_quicker_of_two_equals() -> None:
    entries = [Entry("slow", right(80), 9.0), Entry("poor", right(60), 1.0), Entry("quick", right(80), 2.0)]
    places = standings(entries, ALONE)
    assert list(places) == ["quick", "slow", "poor"]
    assert places["quick"] == {"place": 1, "leader": True}
    assert (places["slow"]["behind"], places["slow"]["chance"]) == (0.0, True)
    assert places["poor"]["behind"] == pytest.approx(0.2)
    assert not places["poor"]["chance"]
    low, high = places["poor"]["interval"]
    assert 0 < low < 0.2 < high
    assert standings([], ALONE) == {}


def test_with_every_picture_alone_it_is_the_exact_test_of_mcnemar() -> None:
    first, second = right(70), right(70, shift=5)
    second[90:94] = [True] * 4
    won = sum(a and not b for a, b in zip(first, second, strict=True))
    lost = sum(b and not a for a, b in zip(first, second, strict=True))
    expected = binomtest(won, won + lost).pvalue
    assert sign_test(first, second, ALONE) == pytest.approx(expected)
    assert sign_test(first, first, ALONE) == 1.0


def test_a_burst_counts_once() -> None:
    bursts = [str(row // 20) for row in range(100)]
    assert sign_test(right(100), right(80), ALONE) < 0.001
    assert sign_test(right(100), right(80), bursts) == 1.0
    _, alone = difference(right(100), right(80), ALONE)
    mean, together = difference(right(100), right(80), bursts)
    assert mean == pytest.approx(0.2)
    assert together[1] - together[0] > 3 * (alone[1] - alone[0])


def test_asking_often_asks_for_more() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})
    assert holm({"a": 0.9, "b": 0.8}) == {"b": 1.0, "a": 1.0}
