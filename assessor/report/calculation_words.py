"""Remarks beside a number, as a formula and as the words it comes to: gate, provisional, why withheld, missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessor.report import words
from assessor.report.calculation_layout import REASONS, Layout
from assessor.report.calculation_nodes import WHY
from assessor.scorecard import Node
from assessor.text import Language, Text, say

MOST_MISSING = 3
"""Names in a remark; all of them stand in the table of indicators."""
UNRATED: tuple[str, ...] = ("shortcoming", "cell", "path")
"""Nodes to which nothing may be linked."""
LIMITED = say("受关键指标约束：{gate}", "limited by key indicator {gate}")
PROVISIONAL = say("暂定：覆盖率不足{floor}%", "provisional: coverage below {floor}%")
COVERAGE = say(
    "已评{rated}项、应评{of}项，覆盖不足，暂不出分", "{rated} of {of} rated: coverage too low to show a score"
)
TOO_FEW = say("仅{rated}项已评，不足以判断", "only {rated} rated: too few to tell")
REASON_WORDS: dict[str, Text] = {
    "children": say("已出分的下级不足半数，暂不出分", "fewer than half of its parts have a score"),
    "not_applicable": say("不适用过多，不出分", "too much of it is not applicable"),
    "variant": say("快评版不出此分", "not scored in this variant"),
    "weight": say("权重为0，不计分", "has weight 0 and is not scored"),
    "unlinked": say("没有对应的指标", "no indicator belongs here"),
    "no_link": words.NO_LINK,
}
NAMED = say("未评：{names}", "not yet rated: {names}")
NAMED_MANY = say("未评：{names}等{count}项", "not yet rated ({count} indicators): {names} and others")
COUNTED = say("未评{count}项", "{count} not yet rated")
BETWEEN: dict[Language, tuple[str, str]] = {"zh": ("、", "；"), "en": (", ", "; ")}
"""Between names, and between sentences."""


def reasons() -> list[Text]:
    """The words of each reason, in the order of `WHY`; those with numbers in them stand empty."""
    return [REASON_WORDS.get(one, words.NONE) for one in WHY]


@dataclass(frozen=True)
class Remarks:
    """Words about nodes in one language."""

    layout: Layout
    language: Language
    place: Callable[[str], str]
    """Enters words into the list of words and says where they stand."""

    # -- the words themselves ----------------------------------------------------------------------

    def said(self, node: Node) -> str:
        parts = []
        if node.capped_by is not None:
            parts.append(self._limited(node.capped_by))
        if node.status == "provisional":
            parts.append(self._provisional())
        elif node.status == "withheld":
            parts.append(self._because(node))
        if node.missing and node.kind != "level":
            parts.append(self._missing(node))
        return BETWEEN[self.language][1].join(parts) or words.NONE.pick(self.language)

    def _name(self, id_: str) -> str:
        return self.layout.report.name(id_).pick(self.language)

    def _limited(self, gate: str) -> str:
        return LIMITED.pick(self.language).format(gate=self._name(gate))

    def _provisional(self) -> str:
        return PROVISIONAL.pick(self.language).format(floor=round(100 * self.layout.report.rubric.coverage.shown))

    def _because(self, node: Node) -> str:
        counted = {"coverage": COVERAGE, "too_few": TOO_FEW}
        if node.of == 0 and node.kind in UNRATED:
            said = REASON_WORDS["no_link"]
        else:
            said = counted.get(node.why) or REASON_WORDS[node.why]
        return said.pick(self.language).format(rated=node.rated, of=node.of)

    def _missing(self, node: Node) -> str:
        count = len(node.missing)
        if node.kind != "dimension":
            return COUNTED.pick(self.language).format(count=count)
        names = BETWEEN[self.language][0].join(self._name(id_) for id_ in node.missing[:MOST_MISSING])
        return (NAMED if count <= MOST_MISSING else NAMED_MANY).pick(self.language).format(count=count, names=names)

    def longest(self, node: Node) -> str:
        """The most that the formula may come to, whatever is entered."""
        gate, rubric = self._gate(node), self.layout.report.rubric
        why = [REASON_WORDS[one].pick(self.language) for one in ("children", "not_applicable")]
        why += [text.pick(self.language).format(rated=99, of=99) for text in (COVERAGE, TOO_FEW)]
        limit = [*([self._limited(gate)] if gate else []), self._provisional()]
        between = BETWEEN[self.language][1]
        parts = [max(between.join(limit), *why, key=len)]
        if node.kind == "dimension":
            names = sorted(
                (one.name.pick(self.language) for one in rubric.indicators if one.dimension == node.id), key=len
            )
            few = BETWEEN[self.language][0].join(names[-MOST_MISSING:])
            parts.append((NAMED_MANY if len(names) > MOST_MISSING else NAMED).pick(self.language).format(names=few, count=len(names)))  # fmt: skip
        elif node.kind != "level":
            parts.append(COUNTED.pick(self.language).format(count=99))
        return between.join(parts)

    # -- the formula ---------------------------------------------------------------------------------

    def formula(self, node: Node) -> str:
        status, rated, of = (self.layout.node(node, one) for one in ("status", "rated", "of"))
        missing = "0" if node.kind == "level" else f"{of}-{rated}"
        capped = f"{self.layout.node(node, 'capped')}=1" if self._gate(node) else ""
        told = f'IF({status}=1,{self.place(self._provisional())},IF({status}=0,{self._why(node)},""))'
        sentence = self.place(BETWEEN[self.language][1])
        said = told
        if missing != "0":
            said += f'&IF(AND({status}<2,{missing}>0),{sentence},"")&IF({missing}>0,{self._missing_formula(node, missing)},"")'
        if capped:
            gate = self.place(self._limited(self._gate(node)))
            said = f'IF({capped},{gate},"")&IF(AND({capped},OR({status}<2,{missing}>0)),{sentence},"")&{said}'
        nothing = [
            f"{status}=2",
            *([f"{missing}=0"] if missing != "0" else []),
            *([f"NOT({capped})"] if capped else []),
        ]
        return f"IF(AND({','.join(nothing)}),{self.place(words.NONE.pick(self.language))},{said})"

    def _gate(self, node: Node) -> str:
        gate = self.layout.report.rubric.gate_of(node.id) if node.kind == "dimension" else None
        return gate.id if gate is not None and gate.id in self.layout.row_of else ""

    def _why(self, node: Node) -> str:
        why, rated, of = (self.layout.node(node, one) for one in ("why", "rated", "of"))
        column = self.layout.languages.index(self.language)
        said = f"INDEX([[{REASONS}|0:{len(WHY) - 1}|{column}]],{why})"
        numbers = {"{rated}": rated, "{of}": of}
        said = f"IF({why}={WHY.index('too_few') + 1},{self._spelt(TOO_FEW, numbers)},{said})"
        said = f"IF({why}={WHY.index('coverage') + 1},{self._spelt(COVERAGE, numbers)},{said})"
        return f"IF({of}=0,{self.place(words.NO_LINK.pick(self.language))},{said})" if node.kind in UNRATED else said

    def _spelt(self, text: Text, numbers: dict[str, str]) -> str:
        """Words with numbers in them: `a{rated}b` -> "a"&rated&"b", the words from the list."""
        pieces: list[str] = [text.pick(self.language)]
        for mark, formula in numbers.items():
            pieces = [part for piece in pieces for part in _split(piece, mark, formula)]
        return "&".join(part if part in numbers.values() else self.place(part) for part in pieces if part)

    def _missing_formula(self, node: Node, missing: str) -> str:
        if node.kind != "dimension":
            return self._spelt(COUNTED, {"{count}": f"({missing})"})
        first, last = self.layout.spans[node.id]
        size = last - first + 1
        between, names = self.place(BETWEEN[self.language][0]), []
        for nth in range(1, min(size, MOST_MISSING) + 1):
            name = self._nth(node, nth)
            names.append(name if nth == 1 else f'IF({missing}>={nth},{between}&{name},"")')
        few = self._spelt(NAMED, {"{names}": "&".join(names)})
        if size <= MOST_MISSING:
            return few
        many = self._spelt(NAMED_MANY, {"{names}": "&".join(names), "{count}": f"({missing})"})
        return f"IF({missing}>{MOST_MISSING},{many},{few})"

    def _nth(self, node: Node, nth: int) -> str:
        run = self.layout.run
        return f"INDEX({run(self.layout.named(self.language), node.id)},MATCH({nth},{run('nth_missing', node.id)},0))"


def _split(piece: str, mark: str, formula: str) -> Sequence[str]:
    before, found, after = piece.partition(mark)
    return (before, formula, after) if found else (piece,)
