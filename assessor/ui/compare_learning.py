"""What can be learnt: where two cities differ beyond noise, and who is above on what matters to the target."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessor.comparison import Comparison, Other
from assessor.gaps import GapRow, percent_of, told
from assessor.partners import Above, Aim
from assessor.rubric import Rubric
from assessor.scorecard import shown
from assessor.ui.compare_charts import difference, points
from assessor.ui.compare_choice import named, short_name
from assessor.ui.parts import Cell, plain, table
from assessor.ui.session import language, listed, t

MOST = 5
"""Rows listed unasked; the rest is in the fold."""


# -- beyond noise ---------------------------------------------------------------------------------


def beyond(comparison: Comparison, other: Other, rubric: Rubric) -> None:
    """Dimensions, shortcomings and indicators on which the two differ by more than error explains."""
    st.header(t("compare.beyond"))
    rows = [*comparison.dimensions, *comparison.indicators]
    found = comparison.beyond(other.party.assessment_id, comparison.indicators)
    rated = sum(row.gap_of(other.party.assessment_id).difference is not None for row in comparison.indicators)
    st.markdown(
        t(
            "compare.beyond_count", city=plain(short_name(other.party)), n=rated, other=len(found.other_ahead), own=len(found.own_ahead),
            rest=rated - len(found.other_ahead) - len(found.own_ahead),
        )
    )  # fmt: skip
    st.caption(t("compare.beyond_note", points=shown(100 / rubric.top)))
    _two_sides(other, comparison.beyond(other.party.assessment_id, rows).other_ahead, "compare.they_are_ahead")
    _two_sides(other, comparison.beyond(other.party.assessment_id, rows).own_ahead, "compare.own_is_ahead")


def _two_sides(other: Other, rows: Sequence[GapRow], title: str) -> None:
    with st.expander(
        t(title, n=len(rows)), icon=":material/compare_arrows:", expanded=bool(rows) and len(rows) <= MOST
    ):
        if not rows:
            st.markdown(t("compare.none_of_it"))
            return
        said: list[list[Cell]] = []
        for row in rows:
            gap = row.gap_of(other.party.assessment_id)
            said.append([
                _called(row), points(row.own, row.own_status),
                points(gap.score, gap.status), difference(gap.difference, gap.spread), told(row.kind, gap).pick(language()),
            ])  # fmt: skip
        heads = [t("compare.what"), t("compare.own"), t("compare.the_other"), t("compare.difference"), t("compare.conclusion")]  # fmt: skip
        table(heads, said, numbers=[1, 2, 3], wide=[0, 4])


def _called(row: GapRow) -> str:
    name = row.name.pick(language())
    return t("compare.coded", name=name, id=row.id) if row.kind == "indicator" else name


# -- learning partners ----------------------------------------------------------------------------


def partners(comparison: Comparison, rubric: Rubric) -> None:
    """Cities of the group above on the indicators below target, with what they say they do."""
    st.header(t("compare.learning"))
    if not comparison.above:
        st.info(t("compare.nobody_above"), icon=":material/info:")
        return
    if comparison.aims:
        _summary(comparison)
        _aims(comparison, rubric)
    else:
        st.markdown(t("compare.no_aims"))
    _practice(comparison, rubric)


def _summary(comparison: Comparison) -> None:
    parties = {other.party.assessment_id: other.party for other in comparison.others}
    reached = {id_ for one in comparison.partners for id_ in one.above}
    st.markdown(t("compare.partner_count", n=len(comparison.aims), reached=len(reached)))
    if not comparison.partners:
        return
    rows: list[list[Cell]] = [
        [named(parties[one.assessment_id]), str(len(one.above)), str(len(one.sure)), str(len(one.stated))]
        for one in comparison.partners
    ]
    heads = [t("compare.city"), t("compare.above_n"), t("compare.sure_n"), t("compare.stated_n")]
    table(heads, rows, numbers=[1, 2, 3], wide=[0], caption=t("compare.partner_note"))


def _aims(comparison: Comparison, rubric: Rubric) -> None:
    """What is below target, most weighty first, and who is above on it."""
    st.subheader(t("compare.matters"))
    wanted = [aim for aim in comparison.aims if aim.indicator in comparison.above]
    if not wanted:
        st.markdown(t("compare.nobody_above_target"))
        return
    _aim_table(comparison, rubric, wanted[:MOST])
    if wanted[MOST:]:
        with st.expander(t("compare.more_aims", n=len(wanted) - MOST), icon=":material/table:"):
            _aim_table(comparison, rubric, wanted[MOST:])


def _aim_table(comparison: Comparison, rubric: Rubric, wanted: Sequence[Aim]) -> None:
    lang = language()
    parties = {other.party.assessment_id: other.party for other in comparison.others}
    rows: list[list[Cell]] = []
    for aim in wanted:
        found = comparison.above[aim.indicator]
        who = "\n".join(
            t("compare.who", city=short_name(parties[one.assessment_id]), level=one.level, sure=how_sure(one))
            for one in found
        )
        name = t("compare.coded", name=rubric.by_id[aim.indicator].name.pick(lang), id=aim.indicator)
        rows.append([name, t("compare.level_to_target", level=aim.level, target=aim.target), who])
    heads = [t("compare.indicator"), t("compare.now_and_target"), t("compare.who_is_above")]
    table(heads, rows, wide=[0, 2], caption=t("compare.matters_note"))


def how_sure(one: Above) -> str:
    """How sure it is that a city truly is above."""
    if one.chance is None:
        return t("compare.unknown")
    return t("compare.sure", word=one.chance.words.pick(language()), percent=percent_of(one.chance))


def _practice(comparison: Comparison, rubric: Rubric) -> None:
    """One indicator: who is above, nearest first; what they do where they say so, else what that level is."""
    st.subheader(t("compare.practice"))
    lang, key = language(), "compare.indicator"
    first = [aim.indicator for aim in comparison.aims if aim.indicator in comparison.above]
    options = [*first, *(id_ for id_ in comparison.above if id_ not in first)]
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)
    labels = {id_: t("compare.coded", name=rubric.by_id[id_].name.pick(lang), id=id_) for id_ in options}
    chosen = st.selectbox(t("compare.indicator"), options, format_func=labels.__getitem__, key=key)
    found, rated = comparison.above[chosen], rubric.by_id[chosen]
    st.markdown(
        t("compare.own_level", level=found[0].own_level, text=plain(rated.descriptor(found[0].own_level).pick(lang)))
    )
    parties = {other.party.assessment_id: other.party for other in comparison.others}
    rows: list[list[Cell]] = [
        [
            named(parties[one.assessment_id]), _level_above(one), how_sure(one),
            one.note.strip() or t("compare.no_practice"), one.descriptor.pick(lang),
        ]
        for one in found
    ]  # fmt: skip
    heads = [t("compare.city"), t("compare.their_level"), t("compare.how_sure"), t("compare.their_note"), t("compare.what_it_takes")]  # fmt: skip
    table(heads, rows, wide=[0, 3, 4], caption=t("compare.learning_note"))
    if rated.action is not None:
        st.markdown(t("compare.action", text=plain(rated.action.pick(lang))))


def _level_above(one: Above) -> str:
    """The level, and by how many it is above where that is more than one."""
    steps = one.level - one.own_level
    if steps == 1:
        return t("compare.level", level=one.level)
    return t("compare.level_steps", level=one.level, steps=steps)


def names_of(comparison: Comparison) -> dict[str, str]:
    """Every city of the comparison by assessment id, one's own too."""
    return {comparison.own.assessment_id: t("compare.own")} | {
        other.party.assessment_id: short_name(other.party) for other in comparison.others
    }


def settled_sentence(comparison: Comparison) -> str:
    """Orders that hold whatever the admissible weighting."""
    names = names_of(comparison)
    return listed(
        t("compare.settled_one", ahead=names[one.ahead], behind=names[one.behind]) for one in comparison.settled
    )
