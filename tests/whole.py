"""Assessments with every field there is, of the bundled rubric's words and of any text."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import get_args

from hypothesis import strategies as st

from assessor import city
from assessor.assessment import FEWEST, Assessment, Consensus, Evidence, Method, Rating, WeightChoice
from assessor.city import CityProfile
from assessor.files import load_rubric
from assessor.task import STATUSES, FollowUp, Task
from assessor.text import CONTROLS, Text

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.text(
    "=+-@'\"\t\r\n,; ＝\ufeff\u200b甲a0", max_size=8
)
"""Any Unicode but halves of surrogate pairs, and what means something to a spreadsheet or a CSV reader."""
NAMES = WORDS.map(str.strip).filter(bool)
CITY_IDS = NAMES.filter(lambda id_: not re.search(r"[\t\n/\\]", id_) and not CONTROLS.search(id_))
CITY_NAMES = NAMES.filter(lambda name: "\0" not in name)
DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31))
WEIGHTS = st.floats(1e-9, 1e300) | st.integers(1, 9).map(float)


def _some_of(words: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), max_size=3)


def _word(kind: object) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(get_args(kind))


@st.composite
def profiles(draw: st.DrawFn) -> CityProfile:
    kinds = load_rubric().city_types
    kind = draw(st.none() | st.sampled_from(kinds))
    subtypes = [one.id for one in kind.subtypes] if kind is not None else []
    yes_or_no = st.none() | st.booleans()
    return CityProfile(
        id=draw(CITY_IDS), name=draw(CITY_NAMES), name_en=draw(WORDS.filter(lambda name: "\0" not in name)),
        fictional=draw(st.booleans()), city_class=kind.id if kind is not None else None,
        subtypes=draw(_some_of(subtypes)) if subtypes else [], admin_rank=draw(_word(city.AdminRank)),
        population=draw(_word(city.Population)), border=draw(yes_or_no), coast=draw(yes_or_no), hub=draw(yes_or_no),
        bri_node=draw(yes_or_no), open_platforms=draw(st.none() | _some_of(list(city.OPEN_PLATFORMS))),
        io_seats=draw(_word(city.IoSeats)), consulates=draw(_word(city.Consulates)),
        sister_cities=draw(_word(city.SisterCities)), networks=draw(_word(city.Networks)),
        focus=draw(_some_of([one.id for one in load_rubric().tags])),
    )  # fmt: skip


@st.composite
def agreed(draw: st.DrawFn, top: int = 4) -> Rating:
    """A rating that a scoring session agreed."""
    numbers = st.lists(st.integers(0, 200), min_size=top + 1, max_size=top + 1)
    enough = numbers.filter(lambda counts: sum(counts) >= FEWEST).map(tuple)
    second = draw(st.just(()) | enough)
    first = draw(enough | st.just(()) if second else enough)
    doubtful = draw(st.booleans())
    level = draw(st.integers(0, top - doubtful))
    return Rating(
        outcome=level, note=draw(WORDS), grade=draw(st.sampled_from([None, "E0", "E3"])),
        consensus=Consensus(
            session=draw(NAMES), level=level, method=draw(st.sampled_from(get_args(Method))), doubtful=doubtful,
            first=first, second=second, cannot_judge=draw(st.integers(0, 200)), reason=draw(WORDS), dissent=draw(WORDS),
        ),
    )  # fmt: skip


@cache
def assessments() -> st.SearchStrategy[Assessment]:
    rubric = load_rubric()
    ids, dimensions = st.sampled_from(list(rubric.by_id)), st.sampled_from([one.id for one in rubric.dimensions])
    excusable = st.sampled_from([one.id for one in rubric.indicators if one.not_applicable.allowed])
    grades = st.sampled_from([one.id for one in rubric.evidence_grades])
    rated = st.builds(
        Rating, outcome=st.integers(0, rubric.top) | st.just("insufficient_evidence"), reason=WORDS,
        grade=st.none() | grades, further_evidence_offline=st.booleans(), note=WORDS, external_constraint=WORDS,
    )  # fmt: skip
    excused = st.builds(Rating, outcome=st.just("not_applicable"), reason=NAMES, note=WORDS)
    entries = st.builds(
        Evidence, id=NAMES, title=NAMES, date=DATES, holder=NAMES, grade=grades, indicators=st.lists(ids, max_size=4)
    )
    task = st.builds(
        Task, id=NAMES, indicator=ids, aim=st.none() | st.integers(0, rubric.top), what=NAMES, lead=WORDS, support=WORDS,
        due=st.none() | DATES, mark=WORDS, effort=st.sampled_from(["S", "M", "L"]), phase=st.integers(1, 3),
        status=st.sampled_from(STATUSES), progress=WORDS,
    )  # fmt: skip
    statuses = st.dictionaries(NAMES, st.sampled_from(STATUSES), max_size=2)
    looks = st.builds(FollowUp, id=NAMES, date=DATES, statuses=statuses, remark=WORDS)
    weights = st.builds(
        WeightChoice, preset=st.sampled_from(["equal", *(one.id for one in rubric.weight_presets)]),
        levels=st.dictionaries(st.sampled_from([one.id for one in rubric.levels]), WEIGHTS),
        dimensions=st.dictionaries(dimensions, WEIGHTS, max_size=3),
        indicators=st.dictionaries(ids, WEIGHTS, max_size=3),
    )  # fmt: skip
    return st.builds(
        Assessment, id=CITY_IDS, rubric_id=st.just(rubric.id), rubric_version=st.just(rubric.version),
        city=profiles(), period=NAMES, cut_off=DATES, mode=st.sampled_from(["workshop", "formal"]),
        variant=st.sampled_from(["full", *(one.id for one in rubric.variants)]), weights=weights,
        targets=st.dictionaries(dimensions, st.integers(0, rubric.top), max_size=3),
        ratings=st.builds(
            lambda some, others: some | others,
            st.dictionaries(ids, rated | agreed(), max_size=5), st.dictionaries(excusable, excused, max_size=2),
        ),
        evidence=st.lists(entries, max_size=3, unique_by=lambda one: one.id),
        tasks=st.just([]) | st.lists(task, max_size=2, unique_by=lambda one: one.id),
        follow_ups=st.just([]) | st.lists(looks, max_size=2, unique_by=lambda one: one.id),
        pattern=st.none() | st.builds(Text, zh=NAMES, en=NAMES),
    )  # fmt: skip
