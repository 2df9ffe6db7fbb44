"""How much of a number's variance each source brings about."""

from __future__ import annotations

import numpy as np

from assessor.weighting import Floats

NOTHING = 1e-18
"""Variance that is only dust of floating point."""


def first_order(a: Floats, b: Floats, kept: Floats, changed: Floats) -> Floats:
    """First-order Sobol index of one input, by picking and freezing.

    τ² = ½·mean((f(a) - f(changed))·(f(kept) - f(b))): an input that does nothing gives exactly 0, and
    a weak one is told from nothing with far fewer draws than by a correlation.

    Args:
        a: (..., n) the model's results for one sample of all inputs.
        b: (..., n) its results for a second, independent sample.
        kept: (..., n) this input as in the first, all others as in the second.
        changed: (..., n) this input as in the second, all others as in the first.

    Returns:
        (...) share of the variance, about 0..1; an estimate, so it may lie a little outside; 0 where nothing varies.

    Source:
        Sobol' (1993), first-order indices; differences on both sides after Owen (2013), Better estimation of
        small Sobol' sensitivity indices, ACM Trans. Model. Comput. Simul. 23(2).
    """
    part = ((a - changed) * (kept - b)).mean(axis=-1) / 2
    everything = np.concatenate([a, b, kept, changed], axis=-1)
    variance = everything.var(axis=-1)
    index: Floats = np.zeros_like(variance)
    np.divide(part, variance, out=index, where=variance > NOTHING)
    return index


def tidied(indices: Floats) -> Floats:
    """(sources, ...) estimates as shares: not below 0, and together not above 1."""
    shares = np.clip(indices, 0.0, 1.0)
    total: Floats = shares.sum(axis=0)
    tidy: Floats = shares / np.maximum(total, 1.0)
    return tidy
