"""A file opened for a look: what is in it, or every fault of it. Nothing is stored unasked."""

from __future__ import annotations

from typing import cast

import streamlit as st

from assessor.assessment import Assessment
from assessor.errors import AssessorError
from assessor.files import RatingsTable, own_version, read_upload, score_rows
from assessor.rubric import Rubric
from assessor.scorecard import Node, Scorecard, Status, score
from assessor.ui import crash, filled_upload
from assessor.ui.parts import band, coverage, note, number, plain, table
from assessor.ui.session import actor, current, go, is_demo, language, open_assessment, t

MOST_ROWS = 100


def opened_file() -> None:
    st.markdown(t("start.file_kinds"))
    # No `type`: the browser's own refusal would speak English only; ours names the remedy.
    given = st.file_uploader(t("start.file_choose"), accept_multiple_files=True, key="start.upload")
    if not given:
        return
    if all(filled_upload.is_workbook(one.name) for one in given):
        filled_upload.show(given)
        return
    try:
        files, rubric = {one.name: one.getvalue() for one in given}, current().rubric
        _tell(*own_version(lambda version: read_upload(files, version), rubric))
    except AssessorError as error:
        st.markdown(t("start.file_refused", n=len(error.problems)))
        crash.tell(error)


def _tell(read: Assessment | Rubric | RatingsTable, rubric: Rubric) -> None:
    if isinstance(read, Rubric):
        _rubric(read)
    elif isinstance(read, Assessment):
        _assessment(read, rubric)
    else:
        _ratings(read, rubric)


def _rubric(rubric: Rubric) -> None:
    st.success(t("start.rubric_good", name=plain(rubric.name.pick(language()))), icon=":material/check:")
    counts = [
        (t("start.rubric_version"), rubric.version),
        (t("start.rubric_levels"), str(len(rubric.levels))),
        (t("start.rubric_dimensions"), str(len(rubric.dimensions))),
        (t("start.rubric_indicators"), str(len(rubric.indicators))),
        (t("start.rubric_shortcomings"), str(len(rubric.shortcomings))),
        (t("start.rubric_paragraphs"), str(len(rubric.source.paragraphs))),
    ]
    table([t("start.rubric_part"), t("start.rubric_count")], counts, numbers=[1])
    st.caption(t("start.rubric_not_used"))


def _assessment(read: Assessment, rubric: Rubric) -> None:
    lang = language()
    card = score(rubric, read)
    st.success(
        t("start.read", city=plain(read.city.called(lang)), period=plain(read.period), rated=len(read.ratings)),
        icon=":material/check:",
    )
    if rubric.version != current().rubric.version:
        st.info(
            t("change.read_earlier", version=rubric.version, now=current().rubric.version), icon=":material/history:"
        )
    _levels(card, rubric)
    if read.city.fictional and not is_demo():
        st.info(t("start.read_fictional"), icon=":material/info:")
        _keep_for_comparison(read)
        return
    there = any(one.id == read.id for one in current().summaries())
    agreed = st.checkbox(t("start.replace"), key="start.replace") if there else True
    with st.container(horizontal=True):
        words = t("start.import_over") if there else t("start.import")
        if st.button(words, key="start.import", type="primary", disabled=not agreed):
            open_assessment(current().import_assessment(read, actor(), replace=there), demo=is_demo())
            go("city")
        _keep_for_comparison(read)


def _keep_for_comparison(read: Assessment) -> None:
    if st.button(t("start.compare_only"), key="start.compare_only"):
        current().add_comparison(read, actor())
        st.success(t("start.compare_kept"), icon=":material/check:")


def _levels(card: Scorecard, rubric: Rubric) -> None:
    lang = language()
    table(
        [t("start.level"), t("start.score"), t("start.band"), t("start.coverage"), t("start.remark")],
        [
            [rubric.called(id_).pick(lang), number(node, rubric), band(node, rubric, lang), coverage(node), note(node, rubric, lang)]
            for id_, node in card.levels.items()
        ],
        numbers=[1, 3],
        caption=t("start.not_stored"),
    )  # fmt: skip


def _ratings(read: RatingsTable, rubric: Rubric) -> None:
    lang = language()
    st.success(t("start.cities_read", n=len(read.cities)), icon=":material/check:")
    for said in read.notes:
        st.info(said.pick(lang), icon=":material/info:")
    first = RatingsTable(read.cities[:MOST_ROWS], read.codes[:MOST_ROWS], read.notes)
    rows: dict[str, list[str]] = {}
    for city, *rest in score_rows(first.cities, first.codes, rubric):
        if rest[0] == "level":
            rows.setdefault(str(city), [str(city)]).append(number(_node(rest), rubric))
    names = [rubric.called(one.id).pick(lang) for one in rubric.levels]
    table([t("start.city"), *names], rows.values(),
          numbers=range(1, len(names) + 1), caption=t("start.not_stored"))  # fmt: skip
    if len(read.cities) > MOST_ROWS:
        st.caption(t("start.first_rows", n=MOST_ROWS, of=len(read.cities)))


def _node(row: list[object]) -> Node:
    """What `number` needs of a row of the scores table."""
    _kind, id_, score_, _severity, covered, status = row[:6]
    return Node(
        str(id_),
        "level",
        cast("float | None", score_),
        cast("float | None", covered),
        cast("Status", status),
        None,
        None,
    )
