"""Shares of a whole as whole percents that add up to 100."""

from __future__ import annotations

from collections.abc import Sequence

from assessor.scorecard import shown

DUST = 1e-6


def percents(shares: Sequence[float]) -> list[str]:
    """Whole percents of shares 0..1; those that make up a whole add up to 100 (largest remainder)."""
    exact = [round(100.0 * share, 9) for share in shares]
    if abs(sum(shares) - 1.0) > DUST:
        return [f"{shown(one)}%" for one in exact]
    whole = [int(one) for one in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: (whole[at] - exact[at], -exact[at]))
    for at in by_remainder[: 100 - sum(whole)]:
        whole[at] += 1
    return [f"{one}%" for one in whole]
