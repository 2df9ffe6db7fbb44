"""What the engine makes of each step of the calculation: the values cached beside the formulas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assessor import scoring
from assessor.combining import MISSING, NOT_APPLICABLE, Bools, is_rated, values
from assessor.nodes import SEVERITIES, Draft
from assessor.report.base import Report
from assessor.report.calculation_layout import Layout
from assessor.scorecard import Kind, Node, Scorecard, weights_of
from assessor.weighting import Floats, Group, Plan

Numbers = dict[str, float]
Key = tuple[Kind, str]


@dataclass(frozen=True)
class Figures:
    """The steps of one assessment, indicators in the order of their rows."""

    report: Report
    layout: Layout

    @cached_property
    def plan(self) -> Plan:
        card = self.report.card
        return scoring.plan(self.report.rubric, weights_of(self.report.rubric, card.weights, card.variant))

    @cached_property
    def order(self) -> npt.NDArray[np.intp]:
        """Position in the rubric of the indicator in each row."""
        place = {id_: position for position, id_ in enumerate(self.plan.indicators)}
        return np.array([place[one.id] for one in self.layout.indicators], dtype=np.intp)

    def _codes(self, card: Scorecard) -> npt.NDArray[np.int8]:
        return np.array([card.codes[one.id] for one in self.layout.indicators], dtype=np.int8)

    @cached_property
    def codes(self) -> npt.NDArray[np.int8]:
        return self._codes(self.report.card)

    @cached_property
    def supported_codes(self) -> npt.NDArray[np.int8]:
        return self._codes(self.report.card.supported or self.report.card)

    @cached_property
    def rated(self) -> Bools:
        return is_rated(self.codes)

    @cached_property
    def applicable(self) -> Bools:
        found: Bools = self.codes != NOT_APPLICABLE
        return found

    @cached_property
    def missing(self) -> Bools:
        found: Bools = self.codes == MISSING
        return found

    @cached_property
    def rest(self) -> Floats:
        """(rows,) what measured figures reach beyond their level, a share of one level."""
        return self._rest(self.report.card)

    @cached_property
    def supported_rest(self) -> Floats:
        return self._rest(self.report.card.supported or self.report.card)

    def _rest(self, card: Scorecard) -> Floats:
        return np.array([card.rest.get(one.id, 0.0) for one in self.layout.indicators])

    @cached_property
    def value(self) -> Floats:
        return values(self.codes, self.plan.top, self.rest)

    @cached_property
    def supported_value(self) -> Floats:
        return values(self.supported_codes, self.plan.top, self.supported_rest)

    @cached_property
    def weight(self) -> Floats:
        """Weight of each indicator inside its dimension."""
        found: Floats = self.plan.in_dimension.sum(axis=1)[self.order]
        return found

    @cached_property
    def share(self) -> Floats:
        return self.plan.share[self.order]

    @cached_property
    def link(self) -> Floats:
        """(rows, shortcomings) what a link counts, before weights."""
        return self._linked(
            self.report.rubric.shortcoming_weights.primary, self.report.rubric.shortcoming_weights.secondary
        )

    @cached_property
    def counts(self) -> Floats:
        """(rows, shortcomings) what a link counts for coverage: primary ones, all where none is primary."""
        rubric = self.report.rubric
        primary = {one.shortcomings.primary for one in rubric.indicators if one.shortcomings is not None}
        has = np.array([one.id in primary for one in rubric.shortcomings], dtype=bool)
        found: Floats = np.where(has, self._linked(1.0, 0.0), self.link)
        return found

    def _linked(self, primary: float, secondary: float) -> Floats:
        ids = [one.id for one in self.report.rubric.shortcomings]
        found = np.zeros((len(self.layout.indicators), len(ids)))
        for row, one in enumerate(self.layout.indicators):
            if one.shortcomings is not None:
                if one.shortcomings.secondary is not None:
                    found[row, ids.index(one.shortcomings.secondary)] = secondary
                found[row, ids.index(one.shortcomings.primary)] = primary
        return found

    @cached_property
    def tagged(self) -> Floats:
        scored = [tag.id for tag in self.report.rubric.tags if tag.scored]
        rows = [[float(tag in one.tags) for tag in scored] for one in self.layout.indicators]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(scored))

    @cached_property
    def nodes(self) -> list[Node]:
        """The nodes in the order of their rows; dimensions also where their variant does not show them."""
        nodes = self.layout.nodes
        found = self._dimensions(self.report.card, self.codes, self.rest)
        return [found[node.id] if node.kind == "dimension" else node for node in nodes]

    @cached_property
    def supported_dimensions(self) -> dict[str, Node]:
        card = self.report.card.supported
        return {} if card is None else self._dimensions(card, self.supported_codes, self.supported_rest)

    def _dimensions(self, card: Scorecard, coded: npt.NDArray[np.int8], beyond: Floats) -> dict[str, Node]:
        """The dimensions of a scorecard, also where its variant does not show them."""
        if self.report.dimensions_shown:
            return card.dimensions
        codes, rest = self._in_rubric_order(coded, beyond)
        scores = scoring.score(codes, self.plan, rest)
        draft = Draft(self.report.rubric, self.plan, codes[0], card.variant, None if rest is None else rest[0])
        return draft.dimensions(scores, *scoring.bounds(codes, self.plan, scores, rest))

    def _in_rubric_order(
        self, coded: npt.NDArray[np.int8], beyond: Floats
    ) -> tuple[npt.NDArray[np.int8], Floats | None]:
        codes = np.full((1, len(self.plan.indicators)), MISSING, dtype=np.int8)
        codes[0, self.order] = coded
        if not beyond.any():
            return codes, None
        rest = np.zeros(codes.shape)
        rest[0, self.order] = beyond
        return codes, rest

    @cached_property
    def loss(self) -> Floats:
        """(rows, shortcomings) share of each indicator in a severity; 0 where the severity is withheld."""
        lost = self._lost
        total = lost.sum(axis=0)
        shown = np.array([one.node.score is not None for one in self.report.card.shortcomings.values()], dtype=bool)
        found: Floats = np.where(shown & (total > 0), lost / np.where(total > 0, total, 1.0), 0.0)
        return found

    @cached_property
    def _lost(self) -> Floats:
        return self.link * self.share[:, None] * (self.rated * (100.0 - self.value))[:, None]

    @cached_property
    def places(self) -> npt.NDArray[np.intp]:
        """(rows, shortcomings) place among the contributors from 1, 0 for none; ties keep the order of the rubric."""
        found = np.zeros(self.loss.shape, dtype=np.intp)
        for column in range(self.loss.shape[1]):
            rounded = np.round(self.loss[:, column], 12)
            ranked = np.lexsort((self.order, -rounded))
            found[ranked, column] = np.arange(1, len(ranked) + 1)
        return np.where(self.loss > 0, found, 0)

    # -- steps of nodes ---------------------------------------------------------------------------

    @cached_property
    def steps(self) -> dict[Key, Numbers]:
        """Sums behind each node, by the names of their columns."""
        found: dict[Key, Numbers] = {}
        self._weights(found)
        for node in self.nodes:
            found.setdefault((node.kind, node.id), {}).update(self._sums(node))
        self._bounds(found)
        return found

    @cached_property
    def _tree(self) -> list[tuple[Key, Group, list[tuple[Key, Group, float]]]]:
        """Each node that has parts, the overall score first, with its parts and what they weigh."""
        plan, first = self.plan, len(self.plan.dimensions)
        whole: Key = ("overall", "overall")
        found: list[tuple[Key, Group, list[tuple[Key, Group, float]]]] = []
        waiting: list[tuple[Key, Group]] = [(whole, plan.overall)]
        for key, group in waiting:  # grows while it is read
            parts: list[tuple[Key, Group, float]] = []
            for child, weight in zip(group.children, group.weights, strict=True):
                row = child if key == whole else child - first
                below = plan.levels[row] if row >= 0 else plan.dimensions[child]
                parts.append((("level" if row >= 0 else "dimension", below.id), below, weight))
            waiting += [(part, below) for part, below, _ in parts if part[0] == "level"]
            found.append((key, group, parts))
        return found

    def _weights(self, found: dict[Key, Numbers]) -> None:
        found["overall", "overall"] = {**_family(self.plan.overall.weights), "slice": 1.0}
        for key, group, parts in self._tree:
            family, above = _family(group.weights), found[key]["slice"]
            for part, below, weight in parts:
                own = _family(below.weights) if part[0] == "level" else {"sum": sum(below.weights)}
                found[part] = {"weight": self.chosen[part[1]], **own, **_part(weight, family, above)}

    @cached_property
    def chosen(self) -> dict[str, float]:
        """Weights of levels, dimensions and indicators as they were chosen."""
        card = self.report.card
        weights = weights_of(self.report.rubric, card.weights, card.variant)
        return {**weights.levels, **weights.dimensions, **weights.indicators}

    def _sums(self, node: Node) -> Numbers:
        weight, counted = self._weighing(node)
        inside = weight > 0
        weighs, rated = float(counted[self.applicable].sum()), float(counted[self.rated].sum())
        said: Numbers = {
            "inside": float(inside.sum()), "of": float((inside & self.applicable).sum()),
            "rated": float((inside & self.rated).sum()), "weighs": weighs, "weighs_rated": rated,
            "coverage": rated / weighs if weighs > 0 else 0.0,
        }  # fmt: skip
        if node.kind not in ("overall", "level"):
            said["bounded"] = float(weight[self.applicable].sum())
        if node.kind == "shortcoming":
            said["loss"] = float(self._lost[:, list(self.report.card.shortcomings).index(node.id)].sum())
        return said

    def _weighing(self, node: Node) -> tuple[Floats, Floats]:
        """Weights by which a node counts its indicators, and by which it counts its coverage."""
        rows = np.zeros(len(self.codes), dtype=bool)
        level, _, shortcoming = node.id.partition("×") if node.kind == "cell" else (node.id, "", node.id)
        if node.kind in ("shortcoming", "path"):
            rows[:] = True
        elif level in self.layout.spans:
            first, last = self.layout.spans[level]
            rows[first : last + 1] = True
        if node.kind in SEVERITIES:
            column = list(self.report.card.shortcomings).index(shortcoming)
            weight = np.where(rows, self.link[:, column] * self.share, 0.0)
            return weight, self.counts[:, column] * self.share if node.kind == "shortcoming" else weight
        if node.kind == "path":
            weight = self.tagged[:, list(self.report.card.paths).index(node.id)] * self.share
        else:
            weight = np.where(rows, self.weight if node.kind == "dimension" else self.share, 0.0)
        return weight, weight

    def _bounds(self, found: dict[Key, Numbers]) -> None:
        """The tree with everything missing at 0 and at the top, before a score widens it."""
        codes, rest = self._in_rubric_order(self.codes, self.rest)
        ends = scoring.bounds(codes, self.plan, rest=rest)
        for name, end in zip(("lowest", "highest"), ends, strict=True):
            kinds: list[tuple[Kind, list[str], Floats]] = [
                ("overall", ["overall"], end.overall),
                ("level", [one.id for one in self.plan.levels], end.level[0]),
                ("dimension", [one.id for one in self.plan.dimensions], end.dimension[0]),
            ]
            for kind, ids, numbers in kinds:
                for id_, value in zip(ids, np.nan_to_num(numbers).tolist(), strict=True):
                    found[kind, id_][name] = value
        self._in_play(found)

    def _in_play(self, found: dict[Key, Numbers]) -> None:
        """How many parts of a node weigh anything and have a score, and what weighs in its bounds."""
        ok = {(node.kind, node.id): node.score is not None for node in self.nodes}
        for key, _, parts in reversed(self._tree):
            weighing = [(part, weight) for part, _, weight in parts if weight > 0]
            found[key]["scored"] = float(sum(ok[part] for part, _ in weighing))
            found[key]["bounded"] = sum(weight for part, weight in weighing if found[part]["bounded"] > 0)

    def placed(self, kind: Kind, nodes: list[Node]) -> list[int]:
        """Place of each node from 1: levels lowest first, others highest first; withheld ones last."""
        sign = 1.0 if kind == "level" else -1.0
        key = [(node.score is None, sign * round(node.score or 0.0, 9), n) for n, node in enumerate(nodes)]
        place = {n: at for at, (_, _, n) in enumerate(sorted(key), start=1)}
        return [place[n] for n in range(len(nodes))]


def _family(weights: tuple[float, ...]) -> Numbers:
    return {"sum": float(sum(weights)), "children": float(sum(weight > 0 for weight in weights))}


def _part(weight: float, family: Numbers, slice_: float) -> Numbers:
    whole = family["sum"]
    return {
        "part": weight, "relative": weight / (whole / family["children"]) if weight > 0 else 0.0,
        "slice": slice_ * weight / whole if whole > 0 else 0.0,
    }  # fmt: skip


def listed_caps(report: Report, ids: list[str]) -> list[int]:
    """The highest level that the evidence listed for each indicator supports where no grade is stated."""
    rubric, assessment = report.rubric, report.assessment
    found = []
    for id_ in ids:
        listed = [rubric.grade_cap(entry.grade) for entry in assessment.evidence_for(id_)]
        found.append(max(listed, default=rubric.grade_cap(None)))
    return found
