"""How a report keeps the weights that it was made with, so that one changed since is told."""

from __future__ import annotations

from collections.abc import Mapping

FACT = "weights"
"""Its key among the facts of the very hidden sheet."""
WEIGHED, WEIGHT = "weighed", "weight"
"""Keys of the columns of levels and dimensions; indicators have the second one beside their own."""
_MOST = 30_000
"""A cell holds little more."""


def kept_weights(weights: Mapping[str, float]) -> str:
    """Empty where a cell would not hold them all."""
    said = " ".join(f"{id_}={float(weight)!r}" for id_, weight in weights.items())
    return said if len(said) <= _MOST else ""


def weights_kept(said: str) -> dict[str, float]:
    """What `kept_weights` wrote; what is no weight is left out."""
    found = {}
    for word in said.split():
        id_, _, weight = word.rpartition("=")
        try:
            found[id_] = float(weight)
        except ValueError:
            continue
    return found
