"""The very hidden sheet by which a report is known when its changed ratings are imported."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from assessor.report.base import Report
from assessor.scorecard import weights_of
from assessor.workbooks import identity
from assessor.workbooks.cells import Cell, Column, Scalar, Sheet, Table
from assessor.workbooks.kept_weights import kept_weights


def identity_sheet(report: Report) -> Sheet:
    assessment, rubric = report.assessment, report.rubric
    ratings = ((one.id, assessment.ratings.get(one.id)) for one in report.counted)
    sections = (
        _section("id-facts", "facts", identity.FACT_HEADS, _facts(report).items()),
        _section(
            "id-indicators", "indicators", identity.INDICATOR_HEADS,
            ((id_, rubric.text_digest(id_), identity.digest_of(one), 0, identity.parts_of(one)) for id_, one in ratings),
        ),
        _section("id-entries", "entries", identity.ENTRY_HEADS, ((one.id, identity.digest_of(one)) for one in assessment.evidence)),
    )  # fmt: skip
    return Sheet(identity.SHEET, (24.0, 70.0, 24.0, 10.0, 60.0), sections, state="very_hidden", protected=True)


def _section(key: str, title: str, heads: tuple[str, ...], rows: Iterable[tuple[Scalar, ...]]) -> Table:
    columns = tuple(Column(head, "", "", "") for head in heads)
    return Table(key, title, columns, tuple(tuple(Cell(one, exact=True) for one in row) for row in rows))


def _facts(report: Report) -> dict[str, str]:
    rubric = report.rubric
    chosen = weights_of(rubric, report.card.weights, report.card.variant)
    return {
        "format": identity.REPORT,
        "rubric": rubric.id,
        "version": rubric.version,
        "fingerprint": rubric.fingerprint,
        "assessment": report.assessment.id,
        "variant": report.card.variant,
        "unit": "",
        "language": report.wording.language,
        "weights": kept_weights({**chosen.levels, **chosen.dimensions, **chosen.indicators}),
        "made": f"{report.now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
