"""The rating record: nine sheets of what a session agreed and how, with nobody in it."""

from __future__ import annotations

from assessor.report import words as house
from assessor.report.notes import LongNotes
from assessor.report.workshop import words
from assessor.report.workshop.about import about, data
from assessor.report.workshop.basis import Basis
from assessor.report.workshop.changes import change, statistics
from assessor.report.workshop.doubts import dissent, doubts
from assessor.report.workshop.results import distribution, groups, results
from assessor.workbooks.cells import Book


def record_book(basis: Basis) -> Book:
    """The record as plain values, before any file."""
    report, wording, long = basis.report, basis.report.wording, LongNotes(basis.report)
    pages = [
        ("results", results(basis, long)),
        ("distribution", distribution(basis)),
        ("groups", groups(basis)),
        ("change", change(basis)),
        ("statistics", statistics(basis)),
        ("doubts", doubts(basis, long)),
        ("dissent", dissent(basis, long)),
    ]
    if long.rows:
        pages.append(("notes", long.sheet()))
    pages.append(("data", data(basis, [sheet for _, sheet in pages])))
    first = about(basis, [(key, sheet.name) for key, sheet in pages])
    edge = [wording(house.INTERNAL), wording(words.NO_APPRAISAL)]
    if report.assessment.city.fictional:
        edge.append(wording(house.SAMPLE_SHORT))
    said = "　".join(edge)
    about_rubric = f"{report.rubric.id} {report.rubric.version}"
    return Book(wording(words.TITLE), (first, *(sheet for _, sheet in pages)), said, said, about_rubric)
