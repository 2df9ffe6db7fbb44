"""The other phone pages: coming in, the list, waiting, and every notice with its way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from assessor.ballot.frame import Page, alert, button, notice, paragraphs, way
from assessor.ballot.item_page import Booklet
from assessor.ballot.standing import Standing
from assessor.ballot.words import said
from assessor.rubric import Unit
from assessor.text import Language

if TYPE_CHECKING:
    from assessor.workshops import Answer, Invitation


def answer_words(answer: Answer, language: Language) -> str:
    if answer.level is None:
        return said("item.cannot", language)
    return said("item.short", language, level=answer.level)


def stored_words(answer: Answer, language: Language) -> str:
    words = answer_words(answer, language)
    return said("item.saved_with_reason", language, answer=words) if answer.reason else words


# -- coming in ------------------------------------------------------------------------------------


def code_page(language: Language, code: str = "", fault: str = "", status: int = 200, inside: str = "") -> Page:
    t = _escaped("code", language)
    body = (
        f"<h1>{t('title')}</h1>{alert(fault) if fault else ''}"
        f"{paragraphs(said('code.inside', language)) + way(inside, said('list.go_on', language), main=True) if inside else ''}"
        f'<form method="post" action="/b/code"><label class="ask" for="code">{t("label")}</label>'
        f'<input id="code" name="code" value="{escape(code)}" maxlength="40" required aria-describedby="code-hint" '
        'autocapitalize="characters" autocomplete="off" autocorrect="off" spellcheck="false">'
        f'<p class="hint" id="code-hint">{t("hint")}</p>{button(said("code.next", language))}</form>'
        f"{paragraphs(said('ballot.promise', language))}"
    )
    here = f"/b?{urlencode({'c': code})}" if code and not fault else "/b"
    return Page(said("code.title", language), body, status, here=here)


def refused(language: Language, code: str = "", inside: str = "") -> Page:
    """The one answer to a wrong, expired, closed or locked code: none tells which."""
    return code_page(language, code, said("code.refused", language), 403, inside)


def full(language: Language) -> Page:
    """Told only to whoever holds a valid invitation."""
    return notice(language, "full", ways=way("/b", said("notice.to_code", language), main=True), status=409)


def too_many(language: Language, code: str = "") -> Page:
    return code_page(language, code, said("code.too_many", language), 429)


def join_page(
    language: Language, invited: Invitation, held: tuple[str, str], group: str = "", unit: str = "", fault: str = ""
) -> Page:
    """Choose a group. `held` is the field that carries the code or the link on, and its value."""
    t = _escaped("join", language)
    only = len(invited.groups) == 1
    cards = "".join(
        f'<label class="card"><input type="radio" name="group" value="{escape(one.id)}" required'
        f"{' checked' if only or one.id == group else ''}><span><b>{escape(one.name.pick(language))}</b></span></label>"
        for one in invited.groups
    )
    body = (
        f"<h1>{t('title')}</h1>{alert(fault) if fault else ''}"
        f'<form method="post" action="/b/join"><input type="hidden" name="{held[0]}" value="{escape(held[1])}">'
        f"<fieldset><legend>{t('group')}</legend>{cards}</fieldset>{_units(invited.units, unit, language)}"
        f"{button(said('join.go', language))}</form>{paragraphs(said('ballot.promise', language))}"
    )
    here = f"/b?{urlencode({'k' if held[0] == 'k' else 'c': held[1]})}"
    return Page(said("join.title", language), body, 422 if fault else 200, here=here)


def _units(units: Sequence[Unit], chosen: str, language: Language) -> str:
    if not units:
        return ""
    t = _escaped("join", language)
    options = "".join(
        f'<option value="{escape(one.id)}"{" selected" if one.id == chosen else ""}>{escape(one.name.pick(language))}</option>'
        for one in units
    )
    return (
        f'<label class="ask" for="unit">{t("unit")}</label><select id="unit" name="unit" aria-describedby="unit-hint">'
        f'<option value="">{t("no_unit")}</option>{options}</select><p class="hint" id="unit-hint">{t("unit_hint")}</p>'
    )


# -- inside ---------------------------------------------------------------------------------------


def list_page(language: Language, base: str, standing: Standing, booklet: Booklet, mark: str, group: str) -> Page:
    def t(id_: str, **values: object) -> str:
        return said(f"list.{id_}", language, **values)

    open_, to_do = standing.open_items(), standing.to_do()
    far = t("done", done=len(open_) - len(to_do), of=len(open_)) if open_ else t("none_open")
    lines = "".join(
        f'<li class="{"todo" if one in to_do else ""}"><a href="{base}/i/{one}"><span>'
        f"{escape(t('line', n=n, name=booklet.name(one, language)))}</span>"
        f"<small>{escape(_line_state(language, standing, one))}</small></a></li>"
        for n, one in enumerate(standing.order, 1)
    )
    go_on = way(base, t("go_on"), main=True) if to_do else ""
    body = (
        f'<h1>{escape(t("title"))}</h1><p>{escape(far)}</p>{go_on}<ol class="items">{lines}</ol>'
        f'<p class="hint">{escape(t("mark", mark=mark, group=group))}</p>'
    )
    return Page(t("title"), body)


def _line_state(language: Language, standing: Standing, item: str) -> str:
    now = standing.items[item]
    if now.phase == "waiting":
        return said("list.waiting", language)
    if now.phase == "open":
        answer = standing.answer(item)
        if answer is None:
            return said("list.to_do_again" if now.round > 1 else "list.to_do", language)
        return said("list.done_here", language, answer=answer_words(answer, language))
    answer = standing.latest(item)
    if answer is None:
        return said("list.over_without", language)
    return said("list.over", language, answer=answer_words(answer, language))


def wait_page(language: Language, base: str, standing: Standing, done: str = "") -> Page:
    """Nothing to do at the moment: the page looks by itself whether an item has opened."""
    t = _escaped("wait", language)
    first = said("wait.done" if standing.open_items() else "list.none_open", language)
    told = f'<p class="done" role="status">{escape(done)}</p>' if done else ""
    body = (
        f'{told}<h1>{t("title")}</h1>{paragraphs(first, said("wait.what", language))}<p class="wait" data-wait="{base}/wait"></p>'
        f'<nav class="ways">{way(base, said("wait.refresh", language), main=True)}'
        f"{way(f'{base}/list', said('item.list', language))}</nav>"
    )
    return Page(said("wait.title", language), body, refresh=True)


def not_open(language: Language, base: str, standing: Standing, item: str) -> Page:
    """An item of the rater's that takes no ballots now: why, what the rater answered, and where to go."""
    phase = standing.items[item].phase
    ways = way(base, said("notice.go_on", language), main=True) + way(f"{base}/list", said("item.list", language))
    if phase == "waiting":
        page = notice(language, phase, ways=ways, refresh=True)
        return Page(page.title, f'{page.body}<p data-wait="{base}/wait?item={item}"></p>', refresh=True)
    answer = standing.latest(item)
    own = (
        said("notice.your_ballot", language, answer=answer_words(answer, language))
        if answer
        else said("notice.no_ballot", language)
    )
    return notice(language, phase, own, ways=ways)


def out(language: Language, name: str, status: int = 403) -> Page:
    """Not joined, removed, expired: with the way to the code. An ended session has nothing to join."""
    ways = "" if name == "ended" else way("/b", said("notice.to_code", language), main=True)
    return notice(language, name, ways=ways, status=status)


def _escaped(room: str, language: Language) -> Callable[[str], str]:
    return lambda id_: escape(said(f"{room}.{id_}", language))
