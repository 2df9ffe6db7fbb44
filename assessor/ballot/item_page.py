"""One item on one screen. What is the same for everybody is made once; the rest is filled in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assessor.ballot.frame import Page, alert, way
from assessor.ballot.words import said
from assessor.rubric import Indicator, Rubric
from assessor.text import Language
from assessor.workshop import FEWEST, Tally
from assessor.workshops import REASON_LIMIT as REASON_LIMIT

CANNOT = "cannot"
BAR_STEPS = 20


@dataclass(frozen=True)
class Filled:
    """What stands in the form: the rater's stored answer, or what was typed and could not be stored."""

    level: str = ""
    """A level's number, `cannot`, or nothing chosen yet."""
    reason: str = ""
    key: str = ""
    """The form's own mark, kept when it is shown again: sending it twice stores once."""


@dataclass(frozen=True)
class FirstRound:
    """What the re-vote shows: the first round, which has been revealed, and the rater's own answer in it."""

    total: Tally | None
    own: str | None


@dataclass(frozen=True)
class Put:
    """Everything that differs between two raters' screens of one item."""

    number: int
    of: int
    round: int
    filled: Filled
    saved: str | None = None
    """The answer that is stored for this round, in words."""
    done: str = ""
    """The item saved just before, in words."""
    fault: str = ""
    first: FirstRound | None = None
    evidence: Sequence[str] = ()
    before: str | None = None
    after: str | None = None


class Booklet:
    """The items of one rubric in both languages."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self._cards: dict[tuple[str, Language], list[tuple[str, str, str]]] = {}
        self._heads: dict[tuple[str, Language], str] = {}

    def name(self, item: str, language: Language) -> str:
        return self.rubric.by_id[item].name.pick(language)

    def cards(self, item: str, language: Language) -> list[tuple[str, str, str]]:
        """(value, up to the mark that it is chosen, the rest) of each answer."""
        if (item, language) not in self._cards:
            self._cards[item, language] = list(_cards(self.rubric, self.rubric.by_id[item], language))
        return self._cards[item, language]

    def head(self, item: str, language: Language) -> str:
        if (item, language) not in self._heads:
            self._heads[item, language] = _question(self.rubric.by_id[item], language)
        return self._heads[item, language]

    def page(self, base: str, item: str, put: Put, language: Language, status: int = 200) -> Page:
        def t(id_: str, **values: object) -> str:
            return escape(said(f"item.{id_}", language, **values))

        name, position = self.name(item, language), said("item.position", language, n=put.number, of=put.of)
        again = f'<b class="tag">{t("second")}</b>' if put.round > 1 else ""
        chosen = put.filled.level
        cards = "".join(
            f"{before}{' checked' if value == chosen else ''}{after}"
            for value, before, after in self.cards(item, language)
        )
        state = t("saved_here", answer=put.saved) if put.saved and not put.fault else ""
        body = (
            f'{_told(put)}<p class="at">{escape(position)}{again}</p><h1>{escape(name)}</h1>'
            f"{self.head(item, language)}{_first_round(put, language)}"
            f'<form method="post" action="{base}/i/{item}" id="ballot" data-item="{item}" '
            f'data-round="{put.round}" data-sending="{t("sending")}" data-retrying="{t("retrying")}" '
            f'data-gave-up="{t("gave_up")}" novalidate>'
            f'<input type="hidden" name="key" value="{escape(put.filled.key or new_key())}">'
            f'<input type="hidden" name="round" value="{put.round}">'
            f"<fieldset><legend>{t('legend')}</legend>{cards}</fieldset>"
            f'<label class="ask" for="reason">{t("reason", most=REASON_LIMIT)}</label>'
            f'<textarea id="reason" name="reason" rows="2" maxlength="{REASON_LIMIT}" aria-describedby="reason-hint" '
            f'autocomplete="off">{escape(put.filled.reason)}</textarea>'
            f'<p class="hint" id="reason-hint">{t("reason_hint")}</p>{_evidence(put.evidence, language)}'
            f'<div class="bar"><p id="state" role="status" aria-live="polite">{state}</p>'
            f'<button class="go" type="submit">{t("change" if put.saved else "save")}</button></div></form>'
            f"{_ways(base, put, language)}"
        )
        return Page(f"{position} {name}", body, status)


def new_key() -> str:
    return secrets.token_urlsafe(12)


def _cards(rubric: Rubric, indicator: Indicator, language: Language) -> list[tuple[str, str, str]]:
    made = []
    for rung in rubric.scale:
        name = said("item.level", language, level=rung.level, name=rung.name.pick(language))
        made.append(_card(str(rung.level), name, indicator.descriptor(rung.level).pick(language)))
    made.append(_card(CANNOT, said("item.cannot", language), said("item.cannot_hint", language)))
    return made


def _card(value: str, name: str, text: str) -> tuple[str, str, str]:
    before = f'<label class="card"><input type="radio" name="level" value="{value}"'
    return value, before, f"><span><b>{escape(name)}</b><span>{escape(text)}</span></span></label>"


def _question(indicator: Indicator, language: Language) -> str:
    """The quick question where there is one, with the full one folded away."""
    full = escape(indicator.question.pick(language))
    if indicator.quick_question is None:
        return f'<p class="ask">{full}</p>'
    return (
        f'<p class="ask">{escape(indicator.quick_question.pick(language))}</p>'
        f"<details><summary>{escape(said('item.question', language))}</summary><p>{full}</p></details>"
    )


def _told(put: Put) -> str:
    """At the top: what is wrong, loudly, or what was just saved."""
    if put.fault:
        return alert(put.fault)
    return f'<p class="done" role="status">{escape(put.done)}</p>' if put.done else ""


def _evidence(titles: Sequence[str], language: Language) -> str:
    if not titles:
        return ""
    listed = "".join(f"<li>{escape(one)}</li>" for one in titles)
    summary = escape(said("item.evidence", language, n=len(titles)))
    return f"<details><summary>{summary}</summary><ul>{listed}</ul></details>"


def _ways(base: str, put: Put, language: Language) -> str:
    def link(item: str | None, id_: str) -> str:
        return way(f"{base}/i/{item}", said(f"item.{id_}", language)) if item else "<span></span>"

    middle = way(f"{base}/list", said("item.list", language))
    return f'<nav class="ways three">{link(put.before, "previous")}{middle}{link(put.after, "next")}</nav>'


def _first_round(put: Put, language: Language) -> str:
    if put.first is None:
        return ""
    words = "no_first" if put.first.own is None else "own_again" if put.saved else "own_first"
    own = said(f"item.{words}", language, answer=put.first.own)
    total = put.first.total
    if total is None or total.valid < FEWEST:
        return f'<section class="first"><p>{escape(own)}</p><p>{escape(said("item.few", language))}</p></section>'
    return f'<section class="first"><p>{escape(own)}</p>{_distribution(total, language)}</section>'


def _distribution(total: Tally, language: Language) -> str:
    head = said("item.first_round", language, n=total.valid, median=f"{total.median:g}")
    rows = "".join(_row(said("item.short", language, level=level), n, total) for level, n in enumerate(total.levels))
    if total.cannot_judge:
        rows += _row(said("item.cannot", language), total.cannot_judge, None)
    heads = "".join(
        f'<th scope="col">{escape(said(f"item.{id_}", language))}</th>' for id_ in ("level_head", "count_head")
    )
    return f"<table><caption>{escape(head)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(name: str, count: int, total: Tally | None) -> str:
    steps = round(BAR_STEPS * count / total.valid) if total else 0
    drawn = f'<i class="w{steps}"></i>' if steps else ""
    return f'<tr><th scope="row">{escape(name)}</th><td>{drawn}{count}</td></tr>'
