"""How much of a number's variance each source brings about."""

from __future__ import annotations

import numpy as np

from assessor.weighting import Floats


def first_order(base: Floats, kept: Floats) -> Floats:
    """First-order Sobol index of one input from a pair of samples (pick and freeze).

    Args:
        base: (..., n) the model's results.
        kept: (..., n) its results with this input as it was and everything else drawn anew.

    Returns:
        (...) share of the variance, about 0..1; an estimate, so it may lie a little outside; 0 where nothing varies.

    Source:
        Janon, Klein, Lagnoux, Nodet & Prieur (2014), ESAIM: Probability and Statistics 18, estimator T_N.
    """
    centre = (base.mean(axis=-1) + kept.mean(axis=-1)) / 2
    one, other = base - centre[..., None], kept - centre[..., None]
    variance = ((one**2).mean(axis=-1) + (other**2).mean(axis=-1)) / 2
    index = np.zeros_like(variance)
    np.divide((one * other).mean(axis=-1), variance, out=index, where=variance > 1e-18)
    return index


def tidied(indices: Floats) -> Floats:
    """(sources, ...) estimates as shares: not below 0, and together not above 1."""
    shares = np.clip(indices, 0.0, 1.0)
    total: Floats = shares.sum(axis=0)
    tidy: Floats = shares / np.maximum(total, 1.0)
    return tidy
