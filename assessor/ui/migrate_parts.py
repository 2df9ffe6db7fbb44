"""An assessment of an earlier rubric version: that it is one, and the way to the present version with the difference shown first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessor.assessments import Opened
from assessor.errors import AssessorError
from assessor.migrating import Difference, Migration
from assessor.migration import migrate, preview
from assessor.nodes import Node
from assessor.rubric import Rubric
from assessor.scorecard import shown
from assessor.ui import crash
from assessor.ui.folds import fold
from assessor.ui.parts import Cell, number, plain, table
from assessor.ui.session import actor, current, is_demo, joined, language, open_assessment, t, workspace

_DONE = "change.migrated"


def offer(now: Opened) -> None:
    """Says what was done, or offers it. Nothing where the assessment is of the present version."""
    if (said := st.session_state.pop(_DONE, None)) is not None:
        st.success(said, icon=":material/check:")
    if not workspace().is_earlier:
        return
    old, new = workspace().rubric.version, current().rubric.version
    st.info(t("change.earlier", old=old, new=new), icon=":material/history:")
    with fold("change.migrate", ":material/upgrade:", new=new) as one:
        if one.open:
            _shown(now)


def _shown(now: Opened) -> None:
    try:
        seen = preview(workspace(), now.assessment.id)
    except AssessorError as error:
        crash.tell(error)
        return
    _indicators(seen)
    for words in seen.lost:
        st.warning(plain(words.pick(language())), icon=":material/warning:")
    _scores(seen)
    if any(_same_period(seen)):
        st.warning(t("change.migrated_before", version=seen.new.version), icon=":material/content_copy:")
    st.markdown(t("change.migrate_what", old=seen.old.version, new=seen.new.version))
    if st.button(t("change.migrate_now", new=seen.new.version), key="change.migrate_now", type="primary"):
        _migrate(seen)


def _migrate(seen: Migration) -> None:
    try:
        id_ = migrate(workspace(), seen, actor=actor())
    except AssessorError as error:
        crash.tell(error)
        return
    again = len(seen.look_again) + len(seen.added)
    st.session_state[_DONE] = t("change.migrated_now", new=seen.new.version, n=len(seen.carried), again=again)
    open_assessment(id_, demo=is_demo())
    st.rerun()


def _same_period(seen: Migration) -> list[str]:
    """Assessments of this city and period under the new version that are here already."""
    own = seen.assessment
    return [
        one.id
        for one in workspace().summaries()
        if (one.city_id, one.period, one.rubric_version) == (own.city.id, own.period, seen.new.version)
    ]


def _indicators(seen: Migration) -> None:
    kinds: tuple[tuple[str, Sequence[str], Rubric], ...] = (
        (t("change.carried"), seen.carried, seen.new),
        (t("change.unrated"), seen.unrated, seen.new),
        (t("change.reworded"), seen.reworded, seen.new),
        (t("change.gone"), seen.gone, seen.old),
        (t("change.added"), seen.added, seen.new),
    )
    rows: list[list[Cell]] = [[what, str(len(ids)), _named(ids, rubric)] for what, ids, rubric in kinds]
    heads = [t("change.indicators"), t("change.count"), t("change.which")]
    table(heads, rows, numbers=[1], wide=[0, 2], caption=t("change.by_words"))


def _named(ids: Sequence[str], rubric: Rubric) -> str:
    """All of them by name where they are few; all or most need no list."""
    if len(ids) == len(rubric.indicators):
        return t("change.all_of_them")
    return joined(f"{id_} {rubric.by_id[id_].name.pick(language())}" for id_ in ids)


def _scores(seen: Migration) -> None:
    rows: list[list[Cell]] = [
        [one.name.pick(language()), _number(one.before, seen.old), _number(one.after, seen.new), _points(one)]
        for one in seen.differences()
    ]
    heads = [t("change.what"), t("change.under", version=seen.old.version), t("change.under", version=seen.new.version),
             t("change.difference")]  # fmt: skip
    table(heads, rows, numbers=[1, 2, 3], wide=[0], caption=t("change.migrate_scores"))


def _number(node: Node | None, rubric: Rubric) -> str:
    return "—" if node is None else number(node, rubric)


def _points(one: Difference) -> str:
    return signed(one.points)


def signed(points: float | None) -> str:
    """A difference as people read it: with its sign, whole points, half up."""
    if points is None:
        return "—"
    said = shown(abs(points))
    return said if said == "0" else f"{'+' if points > 0 else '−'}{said}"
