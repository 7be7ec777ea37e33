"""The way along which cross-validation looks for a head's L2."""

from collections.abc import Callable

import numpy as np

# For features whose variances sum to one. The usual ones come first, from strong to weak; the stronger, which
# wrong labels ask for, only where the first of these was the best.
USUAL = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001)
STRONG = (1.0, 3.0, 10.0, 100.0)
STEPS = len(USUAL) + len(STRONG)
"""Heads that :func:`walk` asks for at most."""
DEFAULT = 0.03
"""Where nothing can be held out to choose by."""


def walk(
    solve: Callable[[float, np.ndarray | None], np.ndarray],
    held_out_loss: Callable[[np.ndarray], float],
    patience: int,
    progress: Callable[[int], None],
) -> tuple[float, np.ndarray]:
    """The L2 with the least held-out loss, taken for one that falls and then grows along the way.

    Args:
        solve: heads of an L2, warm-started from those of its neighbour.
        held_out_loss: of such heads, on what they have not seen.
        patience: how often in a row the loss may grow.
        progress: told how many L2 have been tried.

    Returns:
        The best L2, and its heads.
    """
    best = solve(USUAL[0], None)
    best_l2, least, tried = USUAL[0], held_out_loss(best), 1
    progress(tried)
    for path in (USUAL[1:], STRONG):
        if best_l2 != USUAL[0]:
            break
        heads, worse = best, 0
        for l2 in path:
            heads = solve(l2, heads)
            loss = held_out_loss(heads)
            tried += 1
            progress(tried)
            worse = worse + 1 if loss >= least else 0
            if not worse:
                best_l2, least, best = l2, loss, heads
            elif worse == patience:
                break
    return best_l2, best
