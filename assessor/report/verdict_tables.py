"""The rule of `verdict` as formulas, so that the one-page summary's sentence follows a changed rating.

Each fact and each clause has a cell of its own on the sheet of calculations; what it holds in a viewer
that computes nothing is what `verdict` makes of the same scorecard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from assessor.report import columns
from assessor.report import verdict as rule
from assessor.report.calculation_layout import BANDS, SEVERITY_BANDS
from assessor.report.calculation_nodes import shown_number
from assessor.report.columns import Heading
from assessor.report.highlights import FIRST_STEPS, highlights
from assessor.report.verdict import View
from assessor.report.verdict_places import (
    CLAUSES,
    FACTS,
    LEVELS,
    SAID,
    SEVERE,
    STANDINGS,
    Fact,
    LevelColumn,
    SevereColumn,
    VerdictPlaces,
)
from assessor.report.verdict_words import Said
from assessor.scorecard import Node
from assessor.scoring import INSUFFICIENT_EVIDENCE
from assessor.text import Language, Text, say
from assessor.workbooks.cells import Cell, Column, Scalar, Table

FACTS_TITLE = say("总体判断的依据", "What the verdict rests on")
LEVELS_TITLE = say("总体判断：各层级", "Verdict: levels")
SEVERE_TITLE = say("总体判断：各短板", "Verdict: shortcomings")
SAID_TITLE = say("总体判断的文字", "Words of the verdict")
FACT_NAMES: dict[Fact, Text] = {
    "too_little": say("暂不作判断为1", "1 where nothing is concluded"),
    "scored": say("已出分的层级数", "Levels shown"),
    "lowest": say("最低层级得分（显示值）", "Lowest level as shown"),
    "highest": say("最高层级得分（显示值）", "Highest level as shown"),
    "standing": say("层级：0未出分，1仅一个，2相近，3均在最高等级，4有相对薄弱的", "Levels: 0 none shown, 1 only one, 2 close, 3 all in the top band, 4 some weak"),
    "named": say("相对薄弱的层级数", "Levels called weak"),
    "supported_lowest": say("最低佐证支持分（显示值）", "Lowest supported score as shown"),
    "supported_highest": say("最高佐证支持分（显示值）", "Highest supported score as shown"),
    "supported_standing": say("按佐证支持分的层级情形，同上", "Levels by supported scores, as above"),
    "supported_named": say("按佐证支持分相对薄弱的层级数", "Levels called weak by supported scores"),
    "turned": say("两种分所指层级不同为1", "1 where the two views name other levels"),
    "severe_scored": say("已出分的短板数", "Shortcomings shown"),
    "severe_worst": say("最高短板程度（显示值）", "Highest severity as shown"),
    "severe_slight": say("短板均在最低一档为1", "1 where all shortcomings lie in the lowest band"),
    "severe_named": say("所列短板数", "Shortcomings named"),
    "provisional": say("有暂定的分为1", "1 where a number is provisional"),
    "steps_apart": say("拟抓事项均不属所列短板为1", "1 where no first step belongs to a shortcoming named"),
}  # fmt: skip
_HEADS: dict[str, tuple[Text, Text]] = {
    "shown": (say("显示值", "As shown"), say("按显示规则取整的得分", "The number as people read it")),
    "named": (say("列出", "Named"), say("判断中列出为1", "1 where the verdict names it")),
    "supported": (say("支持分显示值", "Supported, as shown"), say("按显示规则取整的佐证支持分", "The supported score as people read it")),
    "supported_named": (say("按支持分列出", "Named, supported"), say("按佐证支持分列出为1", "1 where it is named by supported scores")),
    "supported_place": (say("按支持分次序", "Place, supported"), say("按佐证支持分由低到高的次序", "Place by supported scores, lowest first")),
    "rebanded": (say("等级不同", "Other band"), say("佐证支持的等级不同为1", "1 where the evidence supports another band")),
    "steps": (say("所属拟抓事项", "First steps"), say("主要属于该短板的拟抓事项数", "First steps that mainly belong to it")),
    "fact": (say("依据", "Fact"), say("判断所依据的事实", "What the verdict rests on")),
    "value": (say("数值", "Value"), say("由公式算出", "Computed by a formula")),
    "words": (say("文字", "Words"), say("由公式拼成的文字", "Words put together by a formula")),
}  # fmt: skip
_FORMULA = say("表内公式", "Formula in the sheet")


@dataclass(frozen=True)
class VerdictTables:
    """Tables of the sheet of calculations."""

    places: VerdictPlaces

    # -- tables ---------------------------------------------------------------------------------------

    def tables(self) -> list[Table]:
        found = [self._level_table()]
        if self.places.severe:
            found.append(self._severe_table())
        return [*found, self._fact_table(), *map(self._said_table, self.places.calculation.layout.languages)]

    def _table(self, key: str, title: Text, heads: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> Table:
        return Table(
            key, self.places.calculation.report.wording.inline(title), tuple(heads), tuple(rows), unprinted=True
        )

    def _head(self, key: str) -> Column:
        return self.places.calculation.report.wording.column(
            Heading(*_HEADS[key], columns.TEXT if key in ("fact", "words") else columns.COUNT, _FORMULA)
        )

    def _level_table(self) -> Table:
        wanted: list[LevelColumn] = ["shown", "named"]
        if self.places.formal:
            wanted += ["supported", "supported_named", "supported_place", "rebanded"]
        heads = [self.places.calculation.report.wording.column(columns.ID), *map(self._head, wanted)]
        rows = []
        for node in self.places.levels:
            made, came = self._level_formulas(node), self._level_values(node)
            figures = (Cell(came[what], "number", "General", formula=made[what]) for what in wanted)
            rows.append((Cell(node.id, "code"), *figures))
        return self._table(LEVELS, LEVELS_TITLE, heads, rows)

    def _level_formulas(self, node: Node) -> dict[LevelColumn, str]:
        layout, bands = self.places.calculation.layout, self._starts
        ok, score, band = (layout.node(node, what) for what in ("ok", "score", "band"))
        here = {what: f"[[~|{place}]]" for place, what in enumerate(get_args(LevelColumn))}
        made: dict[LevelColumn, str] = {
            "shown": f"IF({ok}=1,{shown_number(bands, score)},0)",
            "named": self._weak(ok, here["shown"], band, "lowest", "standing"),
        }
        if self.places.formal:
            own, below = layout.supported(node, "score"), layout.supported(node, "band")
            named, runs = here["supported_named"], f"ROUND({self.places.supported_run('score')},9)"
            numbers, mine = layout.column("level", "number"), layout.node(node, "number")
            ahead = f"({runs}<ROUND({own},9))+({runs}=ROUND({own},9))*({numbers}<{mine})"
            made |= {
                "supported": f"IF({ok}=1,{shown_number(bands, own)},0)",
                "supported_named": self._weak(ok, here["supported"], below, "supported_lowest", "supported_standing"),
                "supported_place": f"IF({named}=1,1+SUMPRODUCT({self.places.level_run('supported_named')}*({ahead})),0)",
                "rebanded": f"IF({ok}=1,IF({band}={below},0,1),0)",
            }
        return made

    def _weak(self, ok: str, shown: str, band: str, lowest: Fact, standing: Fact) -> str:
        weak, top = STANDINGS.index("weak") + 1, len(self.places.calculation.report.rubric.bands)
        near = f"ROUND({shown}-{self.places.fact(lowest)},6)<={rule.NEAR:g}"
        return f"IF(AND({self.places.fact(standing)}={weak},{ok}=1,{near},{band}<{top}),1,0)"

    def _level_values(self, node: Node) -> dict[LevelColumn, Scalar]:
        report, judged = self.places.calculation.report, self.places.judgement
        shown = 0.0 if node.score is None else rule.as_shown(report, node)
        found: dict[LevelColumn, Scalar] = {"shown": shown, "named": int(node.id in judged.levels.named)}
        if report.card.supported is not None and judged.supported is not None:
            own, named = report.card.supported.levels[node.id], judged.supported.named
            found |= {
                "supported": 0.0 if own.score is None else rule.as_shown(report, own),
                "supported_named": int(node.id in named),
                "supported_place": named.index(node.id) + 1 if node.id in named else 0,
                "rebanded": int(node.id in judged.rebanded),
            }
        return found

    @property
    def _starts(self) -> str:
        return f"[[{BANDS}|0:{len(self.places.calculation.report.rubric.bands) - 1}|0]]"

    def _severe_table(self) -> Table:
        report, judged = self.places.calculation.report, self.places.judgement
        wanted: list[SevereColumn] = ["shown", "named", "steps"]
        heads = [report.wording.column(columns.ID), *map(self._head, wanted)]
        steps = highlights(report.rubric, report.assessment, report.card).first_steps[:FIRST_STEPS]
        owners, rows = [rule.belongs(one) for one in steps], []
        for number, node in enumerate(self.places.severe, start=1):
            made = self._severe_formulas(node, number)
            came: dict[SevereColumn, Scalar] = {
                "shown": 0.0 if node.score is None else rule.as_shown(report, node),
                "named": int(node.id in judged.shortcomings), "steps": owners.count(node.id),
            }  # fmt: skip
            figures = (Cell(came[what], "number", "General", formula=made[what]) for what in wanted)
            rows.append((Cell(node.id, "code"), *figures))
        return self._table(SEVERE, SEVERE_TITLE, heads, rows)

    def _severe_formulas(self, node: Node, number: int) -> dict[SevereColumn, str]:
        layout, bands = self.places.calculation.layout, self.places.calculation.report.rubric.severity_bands
        ok, shown = layout.node(node, "ok"), f"[[~|{get_args(SevereColumn).index('shown')}]]"
        starts = f"[[{SEVERITY_BANDS}|0:{len(bands) - 1}|0]]" if bands else ""
        near = f"ROUND({self.places.fact('severe_worst')}-{shown},6)<={rule.NEAR:g}"
        steps, owner = self.places.ranking.run("step"), self.places.ranking.run("primary")
        return {
            "shown": f"IF({ok}=1,{shown_number(starts, layout.node(node, 'score'))},0)",
            "named": f"IF(AND({ok}=1,{self.places.fact('severe_slight')}=0,{near}),1,0)",
            "steps": f"SUMPRODUCT(({steps}>=1)*({steps}<={FIRST_STEPS})*({owner}={number}))",
        }

    # -- facts ----------------------------------------------------------------------------------------

    def _fact_table(self) -> Table:
        wording, made, came = self.places.calculation.report.wording, self._fact_formulas(), self._fact_values()
        rows = [
            (wording.cell(FACT_NAMES[fact]), Cell(came[fact], "number", "General", formula=made[fact]))
            for fact in self.places.facts
        ]
        return self._table(FACTS, FACTS_TITLE, [self._head("fact"), self._head("value")], rows)

    def _fact_formulas(self) -> dict[Fact, str]:
        calculation, layout, fact = self.places.calculation, self.places.calculation.layout, self.places.fact
        ok, bands, codes = layout.column("level", "ok"), layout.column("level", "band"), calculation.indicators("code")
        unproven = f"2*SUMPRODUCT(({codes}={INSUFFICIENT_EVIDENCE})*1)>SUM({calculation.indicators('rated')})"
        tentative = f"SUMPRODUCT(({layout.column('level', 'status')}=1)*1)"
        made: dict[Fact, str] = {
            "too_little": f"IF(OR({fact('scored')}=0,{unproven}),1,0)",
            "scored": f"SUM({ok})",
            "lowest": _least(self.places.level_run("shown"), ok, fact("scored")),
            "highest": f"MAX({self.places.level_run('shown')})",
            "standing": self._standing("lowest", "highest", _least(bands, ok, fact("scored"))),
            "named": f"SUM({self.places.level_run('named')})",
            "severe_scored": "0", "severe_worst": "0", "severe_slight": "0", "severe_named": "0", "steps_apart": "0",
        }  # fmt: skip
        if self.places.formal:
            below = _least(self.places.supported_run("band"), ok, fact("scored"))
            other = f"({self.places.level_run('named')}<>{self.places.level_run('supported_named')})"
            made |= {
                "supported_lowest": _least(self.places.level_run("supported"), ok, fact("scored")),
                "supported_highest": f"MAX({self.places.level_run('supported')})",
                "supported_standing": self._standing("supported_lowest", "supported_highest", below),
                "supported_named": f"SUM({self.places.level_run('supported_named')})",
                "turned": f"IF(SUMPRODUCT({other}*1)>0,1,0)",
            }
        if self.places.severe:
            tentative += f"+SUMPRODUCT(({layout.column('shortcoming', 'status')}=1)*1)"
            made |= self._severe_facts()
        return {**made, "provisional": f"IF({tentative}>0,1,0)"}

    def _standing(self, lowest: Fact, highest: Fact, lowest_band: str) -> str:
        report, scored = self.places.calculation.report, self.places.fact("scored")
        only, close, top, weak = (place for place, _ in enumerate(STANDINGS, start=1))
        spread = f"ROUND({self.places.fact(highest)}-{self.places.fact(lowest)},6)<{rule.apart(report.rubric)!r}"
        apart = f"IF({spread},{close},IF({lowest_band}>={len(report.rubric.bands)},{top},{weak}))"
        return f"IF({scored}=0,0,IF({scored}=1,{only},{apart}))"

    def _severe_facts(self) -> dict[Fact, str]:
        layout, fact = self.places.calculation.layout, self.places.fact
        ok = layout.column("shortcoming", "ok")
        banded = bool(self.places.calculation.report.rubric.severity_bands)
        slight = f"IF(AND({fact('severe_scored')}>0,MAX({layout.column('shortcoming', 'band')})=1),1,0)"
        of_named = f"SUMPRODUCT({self.places.severe_run('named')}*{self.places.severe_run('steps')})=0"
        asked = f"{fact('too_little')}=0,{fact('severe_named')}>0,{self.places.ranking.has('step', 1)},{of_named}"
        return {
            "severe_scored": f"SUM({ok})",
            "severe_worst": f"MAX({self.places.severe_run('shown')})",
            "severe_slight": slight if banded else "0",
            "severe_named": f"SUM({self.places.severe_run('named')})",
            "steps_apart": f"IF(AND({asked}),1,0)",
        }

    def _fact_values(self) -> dict[Fact, Scalar]:
        report, judged = self.places.calculation.report, self.places.judgement
        levels, severe = rule.scored_of(self.places.levels), rule.scored_of(self.places.severe)
        numbers, marked = ([rule.as_shown(report, one) for one in those] for those in (levels, severe))
        steps = highlights(report.rubric, report.assessment, report.card).first_steps
        found: dict[Fact, Scalar] = {
            "too_little": int(judged.too_little), "scored": len(levels),
            "lowest": min(numbers, default=0.0), "highest": max(numbers, default=0.0),
            "standing": _number(judged.levels), "named": len(judged.levels.named),
            "severe_scored": len(severe), "severe_worst": max(marked, default=0.0),
            "severe_slight": int(judged.slight), "severe_named": len(judged.shortcomings),
            "provisional": int(judged.provisional), "steps_apart": int(rule.steps_apart(judged, steps)),
        }  # fmt: skip
        if report.card.supported is not None and judged.supported is not None:
            own = [rule.as_shown(report, one) for one in rule.scored_of(rule.outer(report.card.supported))]
            found |= {
                "supported_lowest": min(own, default=0.0), "supported_highest": max(own, default=0.0),
                "supported_standing": _number(judged.supported), "supported_named": len(judged.supported.named),
                "turned": int(not judged.robust),
            }  # fmt: skip
        return found

    # -- words ------------------------------------------------------------------------------------------

    def _said_table(self, language: Language) -> Table:
        said = Said(self.places, language)
        made, came = said.formulas(), said.values()
        mark = "" if len(self.places.calculation.layout.languages) == 1 else f" ({language})"
        rows = tuple((Cell(clause, "code"), Cell(came[clause], formula=made[clause])) for clause in CLAUSES)
        title = self.places.calculation.report.wording.inline(SAID_TITLE) + mark
        heads = (self.places.calculation.report.wording.column(columns.ID), self._head("words"))
        return Table(f"{SAID}-{language}", title, heads, rows, unprinted=True)


def _least(run: str, ok: str, scored: str) -> str:
    """The smallest of what is shown, 0 where nothing is."""
    return f"IF({scored}>0,SUMPRODUCT(MIN({run}+1000*(1-{ok}))),0)"


def _number(view: View) -> int:
    return 0 if view.standing is None else STANDINGS.index(view.standing) + 1
