"""Pieces of the comparison page: choosing cities, how far they compare, differences, from whom to learn."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import AssessorError, ComparisonRefused
from assessor.files import read_upload
from assessor.peers import NO_GRADE, Comparison, Other, Party, compare
from assessor.publishing import is_profile
from assessor.rubric import Rubric
from assessor.scorecard import shown
from assessor.ui import compare_choice as choosing
from assessor.ui import crash, publish_parts
from assessor.ui.compare_choice import Choice, called, named
from assessor.ui.parts import Cell, Html, plain, table
from assessor.ui.session import Ended, actor, address, go, is_demo, joined, language, t, workspace
from assessor.ui.shares import percents

LEAST_SUGGESTED = 3


# -- choosing -------------------------------------------------------------------------------------


def choose(own: Assessment) -> Choice:
    """The cities to compare with; ends the page where the type that decides about them is not stated."""
    if own.city.city_class is None:
        st.info(t("compare.no_type"), icon=":material/location_city:")
        if st.button(t("compare.to_city"), key="compare.to_city", icon=":material/location_city:"):
            go("city")
        raise Ended
    found = choosing.choice(own, samples=_samples(own))
    if found.offered:
        _pick(found)
        _ask_reason(found)
    else:
        st.info(t("compare.nobody"), icon=":material/info:")
    return found


def _samples(own: Assessment) -> bool:
    """In a real workspace made-up cities are shown on request only, and always as such."""
    if is_demo():
        return False
    key = "compare.samples"
    if key not in st.session_state:
        kept = choosing.choice(own, samples=True).cities if address(choosing.CHOSEN) else []
        st.session_state[key] = any(one.city.fictional for one in kept)
    return st.toggle(t("compare.samples"), key=key, help=t("compare.samples_help"))


def _pick(found: Choice) -> None:
    own, key = found.own, "compare.cities"
    st.session_state[key] = found.chosen
    st.multiselect(
        t("compare.cities"),
        list(found.offered),
        format_func=lambda id_: _offer(found, found.offered[id_]),
        key=key,
        on_change=lambda: choosing.keep(own, st.session_state[key]),
        placeholder=t("compare.cities_none"),
    )
    st.caption(t("compare.rule"))
    if len(found.suggested) < LEAST_SUGGESTED:
        st.caption(t("compare.few", n=len(found.suggested)))
    if found.chosen != found.suggested and found.suggested:
        st.button(
            t("compare.again"),
            key="compare.again",
            icon=":material/restart_alt:",
            on_click=lambda: choosing.keep(own, None),
        )


def _offer(found: Choice, one: Assessment) -> str:
    name = called(one)
    if one.city.city_class == found.own.city.city_class:
        return name
    kind = workspace().rubric.city_type(one.city.city_class)
    return t("compare.of_type", city=name, type=kind.name.pick(language()) if kind else "")


def _ask_reason(found: Choice) -> None:
    """A neighbouring type counts only with a written reason."""
    if not found.neighbours:
        return
    key = "compare.reason_text"
    st.session_state[key] = found.reason
    st.text_input(
        t("compare.reason"),
        key=key,
        max_chars=200,
        placeholder=t("compare.reason_example"),
        on_change=lambda: choosing.keep_reason(st.session_state[key]),
    )
    if not found.reason:
        names = joined(called(one) for one in found.neighbours)
        st.warning(t("compare.reason_missing", cities=plain(names)), icon=":material/edit:")


def compared(found: Choice) -> Comparison | None:
    """The comparison; where nobody may be compared, every reason instead."""
    if not found.admitted:
        if found.offered and not found.neighbours:
            st.info(t("compare.choose_one"), icon=":material/info:")
        return None
    try:
        comparison = compare(found.own, found.admitted, workspace().rubric, found.reason or None)
    except ComparisonRefused as error:
        names = {one.city.id: called(one) for one in found.admitted}
        for problem in error.problems:
            _refused(names.get(problem.place, ""), problem.what.pick(language()))
        return None
    choosing.remember(comparison)
    for refusal in comparison.refused:
        _refused(refusal.name.pick(language()), joined(one.pick(language()) for one in refusal.reasons))
    return comparison


def _refused(city: str, why: str) -> None:
    st.warning(t("compare.refused", city=plain(city), why=plain(why)), icon=":material/block:")


# -- comparability --------------------------------------------------------------------------------


def comparability(comparison: Comparison, rubric: Rubric) -> None:
    st.header(t("compare.comparability"))
    for note in comparison.notes:
        st.markdown(f"- {plain(note.pick(language()))}")
    table(
        [t("compare.city"), t("compare.alike"), t("compare.differing"), t("compare.mind")],
        [_peer_row(other, rubric) for other in comparison.others],
        numbers=[1],
        wide=[0, 2, 3],
        caption=t("compare.alike_note"),
    )
    if comparison.reason:
        st.caption(t("compare.reason_given", reason=plain(comparison.reason)))
    with st.expander(t("compare.evidence"), icon=":material/folder_open:"):
        _evidence(comparison, rubric)


def _peer_row(other: Other, rubric: Rubric) -> list[Cell]:
    lang = language()
    kind = rubric.city_type(other.party.city_class)
    neighbour = "" if other.same_class or kind is None else t("compare.neighbour", type=kind.name.pick(lang))
    differing = "\n".join(
        t("compare.attribute", name=one.name.pick(lang), own=one.own.pick(lang), other=one.other.pick(lang))
        for one in other.differing
    )
    mind = [
        neighbour,
        *(
            label.text.pick(lang)
            for label in other.labels
            if label.differs and label.key not in ("evidence", "fictional")
        ),
    ]
    alike = "—" if other.similarity is None else f"{shown(100 * other.similarity)}%"
    return [
        named(other.party),
        alike,
        differing or t("compare.no_difference"),
        "\n".join(one for one in mind if one) or t("compare.nothing_to_mind"),
    ]


def _evidence(comparison: Comparison, rubric: Rubric) -> None:
    """What the ratings of each city rest on: shares by strength of evidence."""
    lang = language()
    grades = {one.id: one.name.pick(lang) for one in reversed(rubric.evidence_grades)} | {
        NO_GRADE: t("compare.no_grade")
    }
    parties = [comparison.own, *(other.party for other in comparison.others)]
    rows: list[list[Cell]] = [
        [_how(party), *percents([party.evidence.get(grade, 0.0) for grade in grades])] for party in parties
    ]
    variant = rubric.names.get(comparison.own.variant)
    table(
        [t("compare.city"), *grades.values()],
        rows,
        numbers=range(1, 1 + len(grades)),
        wide=[0],
        caption=t("compare.evidence_note", version=rubric.version, variant=variant.pick(lang) if variant else ""),
    )


def _how(party: Party) -> Html:
    """A city and how it was assessed."""
    mode = t("compare.formal") if party.mode == "formal" else t("compare.workshop")
    covered = "—" if party.coverage is None else f"{shown(100 * party.coverage)}%"
    how = t("compare.how", mode=mode, date=party.cut_off.isoformat(), coverage=covered)
    return Html(f'<span>{named(party).markup}<br><span class="a-quiet">{escape(how)}</span></span>')


# -- bringing cities in -----------------------------------------------------------------------------


def bring_in(own: Assessment) -> None:
    """Comparison cities from files; kept beside one's own assessments, never among them."""
    with st.expander(t("compare.bring_in"), icon=":material/upload_file:"):
        st.markdown(t("compare.bring_in_about"))
        given = st.file_uploader(t("compare.file"), key=f"compare.file.{st.session_state.get('compare.files', 0)}")
        if given is not None:
            _take(own, given.name, given.getvalue())
        if (said := st.session_state.pop("compare.taken", None)) is not None:
            st.success(said, icon=":material/check:")
        _imported()


def _take(own: Assessment, name: str, content: bytes) -> None:
    if is_profile(content):
        if (said := publish_parts.incoming(own, name, content)) is not None:
            _taken(said)
        return
    try:
        read = read_upload({name: content}, workspace().rubric)
        if not isinstance(read, Assessment):
            st.error(t("compare.not_a_city"), icon=":material/error:")
            return
        workspace().add_comparison(read, actor())
    except AssessorError as error:
        crash.tell(error)
        return
    _taken(t("compare.taken", city=plain(called(read))))


def _taken(said: str) -> None:
    """Say it after the next run, when the box for files is empty again."""
    st.session_state["compare.taken"] = said
    st.session_state["compare.files"] = st.session_state.get("compare.files", 0) + 1
    st.rerun()


def _imported() -> None:
    elsewhere = publish_parts.taken() | {one.id for one in workspace().summaries()}
    for one in workspace().comparison_cities():
        if one.id in elsewhere:
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(called(one)))
            st.button(
                t("compare.remove"),
                key=f"compare.remove.{one.id}",
                icon=":material/delete:",
                on_click=lambda id_: workspace().remove_comparison(id_, actor()),
                args=(one.id,),
            )
