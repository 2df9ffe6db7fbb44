"""Formulas of the nodes: overall, levels, dimensions, shortcomings, cells of the matrix, paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from assessor.report.calculation_layout import (
    BANDS,
    NODES,
    RULES,
    SEVERITY_BANDS,
    SUPPORTED,
    SUPPORTED_COLUMNS,
    WEIGHTS,
    Layout,
    NodeColumn,
    SupportedColumn,
)
from assessor.scorecard import SEVERITIES, Kind, Node
from assessor.weighting import Group, Plan

DUST = "1E-9"
"""What floating point may leave; as in the engine."""
RULE_ROWS = (
    "shown", "provisional", "children", "shortcoming_indicators", "shortcoming_coverage", "path_indicators",
    "not_applicable_total", "not_applicable_dimension", "top",
)  # fmt: skip
WHY = ("coverage", "children", "not_applicable", "variant", "weight", "too_few", "unlinked", "no_link")
"""Why a number is withheld, counted from 1; the last one only in remarks."""


def rule(name: str) -> str:
    """Place of one of the rubric's thresholds, or of the top level."""
    return f"[[{RULES}|{RULE_ROWS.index(name)}|1]]"


def mean(group: Group, weight: str, mask: str, value: str) -> str:
    """The children under the group's rule, 0 where none takes part; a geometric or harmonic mean that meets 0 is 0.

    `weight` and `value` are runs of cells, `mask` an expression over such runs that is 1 for a child
    that takes part.
    """
    present = f"({weight}>0)*({mask})"
    if group.rule == "arithmetic":
        total = f"SUMPRODUCT({weight}*({mask}))"
        return f"IF({total}>0,SUMPRODUCT({weight}*({mask})*({value}))/{total},0)"
    if group.rule == "weakest":
        return f"IF(SUMPRODUCT({present})>0,SUMPRODUCT(MIN(({value})*{present}+1000*(1-{present}))),0)"
    total = f"SUMPRODUCT({weight}*({mask}))"
    if group.floor is not None:
        floor = repr(float(group.floor))
        raised = f"(({value})>{floor})*({value})+(({value})<={floor})*{floor}"
        return f"IF({total}>0,{_multiplied(group, weight, mask, raised)},0)"
    made = _multiplied(group, weight, mask, f"({value})+(({value})<=0)")
    return f"IF({total}>0,IF(SUMPRODUCT({present}*(({value})<=0))>0,0,{made}),0)"


def _multiplied(group: Group, weight: str, mask: str, value: str) -> str:
    """Geometric or harmonic mean of values above 0."""
    total = f"SUMPRODUCT({weight}*({mask}))"
    if group.rule == "harmonic":
        return f"{total}/SUMPRODUCT({weight}*({mask})/({value}))"
    return f"EXP(SUMPRODUCT({weight}*({mask})*LN({value}))/{total})"


def limited(score: str) -> str:
    """Without the dust that floating point leaves at the ends."""
    return f"MIN(100,MAX(0,{score}))"


@dataclass(frozen=True)
class NodeFormulas:
    """One formula for each figure of each node."""

    layout: Layout
    plan: Plan
    none: str
    """Place of the words that stand where no number is shown."""

    @cached_property
    def bands(self) -> str:
        return f"[[{BANDS}|0:{len(self.layout.report.rubric.bands) - 1}|0]]"

    @cached_property
    def severity_bands(self) -> str:
        return f"[[{SEVERITY_BANDS}|0:{len(self.layout.report.rubric.severity_bands) - 1}|0]]"

    def starts(self, kind: Kind) -> str:
        """Run of the starts of the bands; empty where there are none."""
        rubric = self.layout.report.rubric
        if kind in SEVERITIES:
            return self.severity_bands if rubric.severity_bands else ""
        return self.bands

    def of(self, node: Node) -> dict[NodeColumn, str]:
        """Formulas of a node by column; those it has no use for are absent."""
        made: dict[Kind, Callable[[Node], dict[NodeColumn, str]]] = {
            "overall": self._overall, "level": self._level, "dimension": self._dimension,
            "shortcoming": self._shortcoming, "cell": self._cell, "path": self._path,
        }  # fmt: skip
        found = made[node.kind](node)
        return found if "ok" not in found else {**found, **self._common(node)}

    def _here(self, what: NodeColumn) -> str:
        return f"[[~|{self.layout.node_columns[what]}]]"

    # -- the tree -----------------------------------------------------------------------------------

    def _dimension(self, node: Node) -> dict[NodeColumn, str]:
        if node.id not in self.layout.spans:
            return {}
        here, run = self._here, self.layout.run
        group = next(one for one in self.plan.dimensions if one.id == node.id)
        above = self.layout.above(("dimension", node.id))
        weight, rated, applicable, value = (run(one, node.id) for one in ("weight", "rated", "applicable", "value"))
        excused = f"{here('of')}>=(1-{rule('not_applicable_dimension')})*{here('inside')}-{DUST}"
        return {
            **self._child(above, self._weight(node)),
            "sum": f"SUM({weight})",
            "inside": f"SUMPRODUCT(--({weight}>0))",
            "of": f"SUMPRODUCT(({weight}>0)*{applicable})",
            "rated": f"SUMPRODUCT(({weight}>0)*{rated})",
            "weighs": f"SUMPRODUCT({weight},{applicable})",
            "weighs_rated": f"SUMPRODUCT({weight},{rated})",
            "ok": self._ok("provisional", excused),
            "score": self._scored(mean(group, weight, rated, value)),
            "bounded": here("weighs"),
            "lowest": mean(group, weight, applicable, value),
            "highest": mean(group, weight, applicable, f"{value}+100*({applicable}-{rated})"),
            "low": self._bound("lowest", "MIN"),
            "high": self._bound("highest", "MAX"),
        }

    def _level(self, node: Node) -> dict[NodeColumn, str]:
        if node.id not in self.layout.spans:
            return {}
        group = next(one for one in self.plan.levels if one.id == node.id)
        above = self.layout.above(("level", node.id))
        return {**self._child(above, self._weight(node)), **self._parent(node, group)}

    def _overall(self, node: Node) -> dict[NodeColumn, str]:
        found = self._parent(node, self.plan.overall)
        excused = f"{self._here('of')}>=(1-{rule('not_applicable_total')})*{self._here('inside')}-{DUST}"
        return {**found, "ok": self._ok("provisional", self._children(), excused)}

    def _below(self, key: tuple[Kind, str], what: NodeColumn) -> str:
        first, last, _ = self.layout.below(key)
        return f"[[{NODES}|{first}:{last}|{self.layout.node_columns[what]}]]"

    def _part(self, key: tuple[Kind, str]) -> str:
        """Weights of the parts of a node; what else stands between their rows weighs 0 here."""
        part = self._below(key, "part")
        if not self.layout.below(key)[2]:
            return part
        return f"({part}*({self._below(key, 'within')}={self.layout.node(key, 'number')}))"

    def _parent(self, node: Node, group: Group) -> dict[NodeColumn, str]:
        run, key = self.layout.run, (node.kind, node.id)

        def below(what: NodeColumn) -> str:
            return self._below(key, what)

        share, rated, applicable = (run(one, node.id) for one in ("share", "rated", "applicable"))
        part, bounded = self._part(key), f"({below('bounded')}>0)"
        return {
            "sum": f"SUM({part})" if part.startswith("[[") else f"SUMPRODUCT({part})",
            "children": f"SUMPRODUCT(--({part}>0))",
            "inside": f"SUMPRODUCT(--({share}>0))",
            "of": f"SUMPRODUCT(({share}>0)*{applicable})",
            "rated": f"SUMPRODUCT(({share}>0)*{rated})",
            "weighs": f"SUMPRODUCT({share},{applicable})",
            "weighs_rated": f"SUMPRODUCT({share},{rated})",
            "scored": f"SUMPRODUCT(({part}>0)*{below('ok')})",
            "ok": self._ok("provisional", self._children()),
            "score": self._scored(mean(group, part, below("ok"), below("score"))),
            "bounded": f"SUMPRODUCT({part}*{bounded})",
            "lowest": mean(group, part, bounded, below("lowest")),
            "highest": mean(group, part, bounded, below("highest")),
            "low": self._bound("lowest", "MIN"),
            "high": self._bound("highest", "MAX"),
        }

    def _children(self) -> str:
        scored = self._here("scored")
        return f"{scored}>0,{scored}>={rule('children')}*{self._here('children')}-{DUST}"

    def _weight(self, node: Node) -> str:
        """As entered; what is no number of 0 or more counts 0."""
        return f"MAX(0,N([[{WEIGHTS}|{self.layout.node_row[node.kind, node.id] - 1}|2]]))"

    def _child(self, above: tuple[Kind, str], weight: str) -> dict[NodeColumn, str]:
        here = self._here
        total, children = self.layout.node(above, "sum"), self.layout.node(above, "children")
        slice_ = "1" if above[0] == "overall" else self.layout.node(above, "slice")
        return {
            "weight": weight,
            "part": f"IF({here('sum')}>0,{here('weight')},0)",
            "relative": f"IF({here('part')}>0,{here('part')}/({total}/{children}),0)",
            "slice": f"IF({total}>0,{slice_}*{here('part')}/{total},0)",
        }

    def _ok(self, least: str, *more: str) -> str:
        asked = ",".join((f"{self._here('weighs')}>0", f"{self._here('coverage')}>={rule(least)}-{DUST}", *more))
        return f"IF(AND({asked}),1,0)"

    def _scored(self, number: str) -> str:
        return f"IF({self._here('ok')}=1,{limited(number)},0)"

    def _bound(self, raw: NodeColumn, widen: str) -> str:
        """The bound, widened to hold the score."""
        here = self._here
        held = f"IF({here('ok')}=1,{here('score')},{here(raw)})"
        return f"IF({here('bounded')}>0,{limited(f'{widen}({here(raw)},{held})')},0)"

    # -- selections -----------------------------------------------------------------------------------

    def _selection(self, link: str, counts: str, node: str) -> dict[NodeColumn, str]:
        run = self.layout.run
        share, rated, applicable = (run(one, node) for one in ("share", "rated", "applicable"))
        inside = f"({link}>0)*({share}>0)"
        return {
            "inside": f"SUMPRODUCT({inside})",
            "of": f"SUMPRODUCT({inside}*{applicable})",
            "rated": f"SUMPRODUCT({inside}*{rated})",
            "weighs": f"SUMPRODUCT({counts},{share},{applicable})",
            "weighs_rated": f"SUMPRODUCT({counts},{share},{rated})",
            "bounded": f"SUMPRODUCT({link},{share},{applicable})",
        }

    def _means(self, link: str, node: str) -> tuple[str, str, str]:
        """Weighted values of what is rated, and with everything missing at 0 and at the top."""
        run = self.layout.run
        share, rated, applicable, value = (run(one, node) for one in ("share", "rated", "applicable", "value"))
        sum_, bounded = f"SUMPRODUCT({link},{share},{value})", self._here("bounded")
        most = f"SUMPRODUCT({link},{share},{value}+100*({applicable}-{rated}))"
        return f"{sum_}/SUMPRODUCT({link},{share},{rated})", f"{sum_}/{bounded}", f"{most}/{bounded}"

    def _shortcoming(self, node: Node) -> dict[NodeColumn, str]:
        here, run, number = self._here, self.layout.run, list(self.layout.report.card.shortcomings).index(node.id)
        link, counts = run(self.layout.link(number, "link")), run(self.layout.link(number, "counts"))
        score, low, high = self._means(link, "overall")
        enough = f"{here('rated')}>={rule('shortcoming_indicators')}"
        share, rated, value = run("share"), run("rated"), run("value")
        return {
            **self._selection(link, counts, "overall"),
            "ok": self._ok("shortcoming_coverage", enough),
            "score": self._scored(f"100-{score}"),
            "lowest": f"IF({here('bounded')}>0,100-{high},0)",
            "highest": f"IF({here('bounded')}>0,100-{low},0)",
            "low": self._bound("lowest", "MIN"),
            "high": self._bound("highest", "MAX"),
            "loss": f"SUMPRODUCT({link},{share},{rated},100-{value})",
        }

    def _cell(self, node: Node) -> dict[NodeColumn, str]:
        level, _, shortcoming = node.id.partition("×")
        if level not in self.layout.spans:
            return {}
        number = list(self.layout.report.card.shortcomings).index(shortcoming)
        link = self.layout.run(self.layout.link(number, "link"), level)
        score, low, high = self._means(link, level)
        return {
            **self._selection(link, link, level),
            "ok": self._ok("shortcoming_coverage", f"{self._here('weighs_rated')}>0"),
            "score": self._scored(f"100-{score}"),
            "low": self._plain(f"100-{high}"),
            "high": self._plain(f"100-{low}"),
        }

    def _path(self, node: Node) -> dict[NodeColumn, str]:
        link = self.layout.run(self.layout.tag(list(self.layout.report.card.paths).index(node.id)))
        score, low, high = self._means(link, "overall")
        return {
            **self._selection(link, link, "overall"),
            "ok": self._ok("provisional", f"{self._here('rated')}>={rule('path_indicators')}"),
            "score": self._scored(score),
            "low": self._plain(low),
            "high": self._plain(high),
        }

    def _plain(self, number: str) -> str:
        return f"IF({self._here('bounded')}>0,{limited(number)},0)"

    # -- what all have -----------------------------------------------------------------------------------

    def _common(self, node: Node) -> dict[NodeColumn, str]:
        here, starts = self._here, self.starts(node.kind)
        found: dict[NodeColumn, str] = {
            "coverage": f"IF({here('weighs')}>0,{here('weighs_rated')}/{here('weighs')},0)",
            "status": f"IF({here('ok')}=1,IF({here('coverage')}>={rule('shown')}-{DUST},2,1),0)",
            "why": self._why(node),
        }
        if starts:
            found |= self._banded(node, starts, here("ok"), here("score"), here("capped"), "value")
            found["label"] = label(starts, here("ok"), here("score"), here("status"), self.none)
        if node.kind in ("level", "shortcoming") and node.within is None:
            found["order"] = self._order(node.kind)
        return found

    def _banded(self, node: Node, starts: str, ok: str, score: str, capped: str, of_gate: str) -> dict[NodeColumn, str]:
        """The band that the number falls into; a gate limits its name."""
        gate = self.layout.report.rubric.gate_of(node.id) if node.kind == "dimension" else None
        if gate is None or gate.id not in self.layout.row_of:
            return {"band": f"IF({ok}=1,SUMPRODUCT(--({starts}<={score}+{DUST})),0)"}
        spot = self.layout.indicator
        own = spot(gate.id, "value") if of_gate == "value" else spot(gate.id, "supported_value")
        limit = f"SUMPRODUCT(--({starts}<={own}+{DUST}))"
        natural = f"SUMPRODUCT(--({starts}<={score}+{DUST}))"
        holds = f"AND({ok}=1,{spot(gate.id, 'rated')}=1,{spot(gate.id, 'weight')}>0,{limit}<{natural})"
        return {
            "capped": f"IF({holds},1,0)",
            "band": f"IF({ok}=1,SUMPRODUCT(--({starts}<=IF({capped}=1,{own},{score})+{DUST})),0)",
        }

    def _why(self, node: Node) -> str:
        here = self._here
        least = rule("shortcoming_coverage" if node.kind in SEVERITIES else "provisional")
        last = {"level": "children", "dimension": "not_applicable"}.get(node.kind, "too_few")
        said = str(WHY.index(last) + 1)
        if node.kind == "overall":
            excess = f"{here('inside')}-{here('of')}>{rule('not_applicable_total')}*{here('inside')}+{DUST}"
            said = f"IF({excess},{WHY.index('not_applicable') + 1},{WHY.index('children') + 1})"
        said = f"IF({here('coverage')}<{least}-{DUST},{WHY.index('coverage') + 1},{said})"
        said = f"IF({here('of')}=0,{WHY.index('not_applicable') + 1},{said})"
        return f"IF({here('ok')}=1,0,IF({here('inside')}=0,{self._why_empty(node)},{said}))"

    def _why_empty(self, node: Node) -> str:
        rubric, card = self.layout.report.rubric, self.layout.report.card
        if len(rubric.in_variant(card.variant)) < len(rubric.indicators):
            return str(WHY.index("variant") + 1)
        weight = str(WHY.index("weight") + 1)
        if node.kind in ("overall", "level", "dimension"):
            return weight
        every = f"SUMPRODUCT(--({self.layout.run('share')}>0))={len(self.layout.indicators)}"
        return f"IF({every},{WHY.index('unlinked') + 1},{weight})"

    def _order(self, kind: Kind) -> str:
        column, here = self.layout.column, self._here
        ok, score, number = column(kind, "ok"), f"ROUND({column(kind, 'score')},9)", column(kind, "number")
        own, before = f"ROUND({here('score')},9)", "<" if kind == "level" else ">"
        shown = f"SUMPRODUCT({ok}*(({score}{before}{own})+({score}={own})*({number}<{here('number')})))"
        withheld = f"SUM({ok})+SUMPRODUCT((1-{ok})*({number}<{here('number')}))"
        return f"1+IF({here('ok')}=1,{shown},{withheld})"

    # -- under the evidence cap ---------------------------------------------------------------------------

    def supported(self, node: Node) -> dict[SupportedColumn, str]:
        if node.kind != "overall" and node.id not in self.layout.spans:
            return {}
        layout = self.layout
        here = {what: f"[[~|{column}]]" for column, what in enumerate(SUPPORTED_COLUMNS)}
        ok, status = layout.node(node, "ok"), layout.node(node, "status")
        if node.kind == "dimension":
            group = next(one for one in self.plan.dimensions if one.id == node.id)
            weight, mask, value = (layout.run(one, node.id) for one in ("weight", "rated", "supported_value"))
        else:
            groups = (self.plan.overall, *self.plan.levels)
            group = next(one for one in groups if one.id == node.id)
            first, last, _ = layout.below((node.kind, node.id))
            weight, mask = self._part((node.kind, node.id)), self._below((node.kind, node.id), "ok")
            value = f"[[{SUPPORTED}|{first}:{last}|{SUPPORTED_COLUMNS.index('score')}]]"
        banded = self._banded(node, self.bands, ok, here["score"], here["capped"], "supported_value")
        found: dict[SupportedColumn, str] = {
            "score": f"IF({ok}=1,{limited(mean(group, weight, mask, value))},0)",
            "band": banded["band"],
            "label": label(self.bands, ok, here["score"], status, self.none),
        }
        return found | ({"capped": banded["capped"]} if "capped" in banded else {})


def shown_number(starts: str, score: str) -> str:
    """A number as people read it: whole points half up, one decimal where that would reach a band's edge."""
    exact, tenth, whole = f"ROUND({score},9)", f"ROUND(ROUND({score},9),1)", f"ROUND(ROUND({score},9),0)"
    if not starts:
        return whole
    near = f"SUMPRODUCT(({starts}>{exact})*({starts}<={whole}))>0"
    reached = f"(SUMPRODUCT(({starts}>{exact})*({starts}<={tenth}))>0)"
    return f"IF({near},ROUND({tenth}-0.1*{reached},1),{whole})"


def label(starts: str, ok: str, score: str, status: str, none: str) -> str:
    """The same in words, in brackets where it is provisional."""
    number = shown_number(starts, score)
    return f'IF({ok}=1,IF({status}=1,"(","")&{number}&IF({status}=1,")",""),{none})'
