"""Calibration: probabilities that can be believed, and the point below which the answer is "I don't know".

Both come from logits of examples that the head which gave them had not seen.
"""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

COLDEST, HOTTEST = 0.05, 20.0
"""Temperatures, beyond which no held-out example could call for one."""
UNKNOWN_QUANTILE = 0.05
"""Share of right answers that may be called unknown."""
UNKNOWN_CEILING = 0.7
"""A confident answer is never called unknown, however sure the others were."""
UNKNOWN_FLOOR = 1.2
"""In units of pure chance, 1/k: below it an answer is a guess."""


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The T that makes softmax(logits / T) most likely (Guo et al. 2017, https://arxiv.org/abs/1706.04599).

    Targets are smoothed as Platt did (1999, section 2.2), by one example in n + 2: with few examples,
    all of them right, plain likelihood would ask for certainty.

    Args:
        logits: float[n, k].
        labels: int[n] in [0, k).

    Returns:
        T in [0.05, 20]; 1 where there are no examples.
    """
    count, classes = logits.shape
    if count == 0:
        return 1.0
    doubt = 1 / (count + 2)
    targets = np.full(logits.shape, doubt / (classes - 1))
    targets[np.arange(count), labels] = 1 - doubt

    def loss(coldness: float) -> float:  # convex in 1/T
        return -float(np.mean(np.sum(targets * log_softmax(logits * coldness, axis=1), axis=1)))

    found = minimize_scalar(loss, bounds=(1 / HOTTEST, 1 / COLDEST), method="bounded")
    return float(1 / found.x)


def unknown_threshold(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The top probability below which an answer is better called unknown.

    The 5th percentile of the top probabilities of right answers, at least 1.2 / k and at most 0.7.

    Args:
        probabilities: float[n, k], calibrated, of examples the head had not seen.
        labels: int[n] in [0, k).

    Returns:
        A probability; the floor where no answer was right.
    """
    floor = min(UNKNOWN_FLOOR / probabilities.shape[1], UNKNOWN_CEILING)
    right = probabilities.argmax(axis=1) == labels
    if not right.any():
        return floor
    usual = float(np.quantile(probabilities[right].max(axis=1), UNKNOWN_QUANTILE))
    return float(np.clip(usual, floor, UNKNOWN_CEILING))
