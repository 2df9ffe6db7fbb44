"""Which cities the analyst looks at: those stored, or the rows of a table that is looked at and not kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from assessor.assessment import Assessment
from assessor.batch import Choice, Table
from assessor.batch.profiles import MOST, Profiles, profiles
from assessor.batch.sources import NO_DATE
from assessor.errors import AssessorError
from assessor.files import RatingsTable, read_upload
from assessor.ui import crash
from assessor.ui.compare_choice import called, candidates
from assessor.ui.parts import plain
from assessor.ui.session import Ended, joined, language, t, workspace

STORED, FILE = "stored", "file"
DRAWS = 2_000


@dataclass(frozen=True)
class Chosen:
    """The cities looked at, and what their numbers rest on."""

    assessments: tuple[Assessment, ...]
    choice: Choice
    profiles: Profiles

    def named(self) -> dict[str, str]:
        """id -> name; a made-up city is never named without saying so, and two periods of one city are told apart."""
        names = {one.id: called(one) for one in self.assessments}
        twice = {name for name in names.values() if list(names.values()).count(name) > 1}
        periods = {one.id: one.period for one in self.assessments}
        return {id_: f"{name} {periods[id_]}" if name in twice else name for id_, name in names.items()}

    @property
    def dates(self) -> str:
        found = sorted({one.cut_off for one in self.assessments if one.cut_off != NO_DATE})
        if not found:
            return t("cities.no_date")
        return (
            found[0].isoformat() if len(found) == 1 else t("cities.dates", first=_iso(found[0]), last=_iso(found[-1]))
        )


def _iso(day: date) -> str:
    return day.isoformat()


def chosen() -> Chosen:
    """What the reader chose; ends the page where there is nothing to look at yet."""
    words = {STORED: t("cities.stored"), FILE: t("cities.file")}
    kind = st.segmented_control(
        t("cities.source"),
        list(words),
        format_func=words.__getitem__,
        default=STORED,
        required=True,
        key="cities.source",
    )
    found = _from_file() if kind == FILE else _stored()
    if len(found) > MOST:
        st.warning(t("cities.too_many", n=len(found), most=MOST), icon=":material/grid_off:")
        raise Ended
    return _scored(found)


def _stored() -> list[Assessment]:
    """Of each city the newest assessment under this version of the rubric."""
    rubric, newest = workspace().rubric, {}
    for one in sorted(_candidates(), key=lambda one: (one.cut_off, one.id)):
        if (one.rubric_id, one.rubric_version) == (rubric.id, rubric.version):
            newest[one.city.id] = one
    offered = {one.id: one for one in sorted(newest.values(), key=lambda one: one.id)}
    if len(offered) < 2:
        st.info(t("cities.nobody"), icon=":material/info:")
        raise Ended
    if st.toggle(t("cities.all", n=len(offered)), value=True, key="cities.all"):
        return list(offered.values())
    names = {id_: called(one) for id_, one in offered.items()}
    picked = st.multiselect(
        t("cities.pick"), list(offered), format_func=names.__getitem__, key="cities.picked",
        placeholder=t("cities.pick_some"),
    )  # fmt: skip
    if len(picked) < 2:
        st.info(t("cities.two"), icon=":material/info:")
        raise Ended
    return [offered[id_] for id_ in picked]


def _candidates() -> Iterable[Assessment]:
    return {one.id: one for one in candidates(samples=False)}.values()


def _from_file() -> list[Assessment]:
    st.markdown(t("cities.file_about"))
    given = st.file_uploader(t("cities.table"), key="cities.upload")
    if given is None:
        raise Ended
    try:
        read = read_upload({given.name: given.getvalue()}, workspace().rubric)
    except AssessorError as error:
        crash.tell(error)
        raise Ended from None
    if not isinstance(read, RatingsTable):
        st.error(t("cities.no_table"), icon=":material/error:")
        raise Ended
    for note in read.notes:
        st.info(plain(note.pick(language())), icon=":material/info:")
    pieces = Table(read, {given.name: ""}).pieces()
    rows = (one for piece in pieces for _, one in piece.assessments(workspace().rubric))
    return [one for one in rows if isinstance(one, Assessment)]


def _scored(found: list[Assessment]) -> Chosen:
    rubric = workspace().rubric
    presets = {"equal": t("cities.equal")} | {one.id: one.name.pick(language()) for one in rubric.weight_presets}
    weights = st.selectbox(t("cities.weights"), list(presets), format_func=presets.__getitem__, key="cities.weights")
    variants = {one.variant for one in found}
    variant = variants.pop() if len(variants) == 1 else "full"
    choice = Choice(draws=DRAWS, weights=weights or "equal", variant=variant, language=language())
    numbers = profiles(found, rubric, choice)
    if numbers.faults:
        said = joined(f"{one.city}: {one.what.pick(language())}" for one in numbers.faults[:10])
        st.warning(t("cities.left_out", n=len(numbers.faults), why=plain(said)), icon=":material/block:")
    kept = {one.id for one in numbers.cities}
    if len(kept) < 2:
        st.info(t("cities.two"), icon=":material/info:")
        raise Ended
    st.caption(t("cities.conditions"))
    return Chosen(tuple(one for one in sorted(found, key=lambda one: one.id) if one.id in kept), choice, numbers)
