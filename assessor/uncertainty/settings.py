"""What is drawn, how often and from which seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Source = Literal["weights", "ratings", "missing", "strictness"]
SOURCES: tuple[Source, ...] = get_args(Source)
DRAWS = 10_000
SEED = 20180115


@dataclass(frozen=True)
class Settings:
    """How often is drawn, from which seed, and what is uncertain at all."""

    draws: int = DRAWS
    seed: int = SEED
    sources: frozenset[Source] = frozenset(SOURCES)

    def __post_init__(self) -> None:
        if self.draws < 1 or self.seed < 0 or not self.sources <= set(SOURCES):
            raise ValueError(f"draws >= 1, seed >= 0, sources out of {SOURCES}; not {self}")


STANDARD = Settings()
