"""The public board as one piece of markup for each scene: what a room may see, and nothing of any one rater.

One piece, so that a change of scene replaces all of it at once. There is nothing to press.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from assessor.ui import workshop_charts as drawn
from assessor.ui import workshop_qr, workshop_words
from assessor.ui.board_scene import Scene, outcome
from assessor.ui.session import joined, t, workspace
from assessor.ui.session import language as reader
from assessor.workshop import Item, Shown, Workshop, agenda, shown
from assessor.workshops import OpenedWorkshop

NEXT, LISTED, NAMED = 2, 7, 12
"""Items named beneath the one under discussion; on the agenda; by name while being rated (beyond that by code)."""


@dataclass(frozen=True)
class Board:
    """What the board knows: the session, who came, how many answered. Values come from `shown` alone."""

    now: OpenedWorkshop
    city: str
    date: str
    weights: Mapping[str, float]
    heads: Mapping[str, int]
    progress: Mapping[str, tuple[int, int]]

    @property
    def workshop(self) -> Workshop:
        return self.now.workshop


def markup(board: Board, scene: Scene) -> str:
    drawing = {"lobby": _lobby, "rating": _rating, "agenda": _agenda, "end": _end}
    body = _item(board, scene.item) if scene.item is not None else drawing[scene.kind](board)
    top = f"<header>{_p(joined([board.city, t('board.title')]))}</header>"
    foot = f"<footer>{_p(t('board.not_for_appraisal'))}</footer>"
    return f'<section class="b-board b-{scene.kind}" aria-label="{_attr(t("board.label"))}">{top}{body}{foot}</section>'


def _p(text: str, class_: str = "") -> str:
    return f'<p class="{class_}">{escape(text)}</p>' if class_ else f"<p>{escape(text)}</p>"


def _h1(text: str) -> str:
    return f"<h1>{escape(text)}</h1>"


def _attr(text: str) -> str:
    return escape(text, quote=True)


# -- joining --------------------------------------------------------------------------------------


def _may_join(now: OpenedWorkshop) -> bool:
    return bool(now.code and now.link) and not now.workshop.locked


def _square(now: OpenedWorkshop) -> str:
    address = workshop_qr.join_address(now.link or "")
    return workshop_qr.markup(address, t("board.qr_alt", address=workshop_qr.short_address()), width="100%")


def _code(now: OpenedWorkshop) -> str:
    code = now.code or ""
    spoken = t("board.code_spoken", code=" ".join(code))
    return f'<p class="b-code" role="img" aria-label="{_attr(spoken)}">{escape(workshop_qr.grouped(code))}</p>'


def _lobby(board: Board) -> str:
    return f'{_h1(t("board.welcome"))}<div class="b-two">{_way_in(board)}<div>{_crowd(board)}</div></div>'


def _way_in(board: Board) -> str:
    now = board.now
    if not _may_join(now):
        return f'<div class="b-closed">{_p(t("board.locked"))}</div>'
    warning = _p(t("board.this_machine_only"), "b-warning") if workshop_qr.this_machine_only() else ""
    return (
        f'<div class="b-way"><div class="b-qr">{_square(now)}</div><div>{_p(t("board.scan"))}'
        f"{_p(workshop_qr.short_address(), 'b-address')}{_p(t('board.type_code'))}{_code(now)}{warning}</div></div>"
    )


def _crowd(board: Board) -> str:
    """Head count by group: who is in the room can be seen in the room."""
    names = workshop_words.group_names(board.workshop)
    rows = "".join(
        f"<li><span>{escape(name)}</span><b>{board.heads.get(id_, 0)}</b></li>" for id_, name in names.items()
    )
    total = sum(board.heads.get(one, 0) for one in names)
    return f'<div class="b-crowd"><p>{escape(t("board.joined"))} <b>{total}</b></p><ul>{rows}</ul></div>'


# -- rating ---------------------------------------------------------------------------------------


def _rating(board: Board) -> str:
    """How far all that is open has come: no name, no mark, no value."""
    being_rated = board.workshop.in_phase("open")
    answered, of = (sum(board.progress.get(one, (0, 0))[at] for one in being_rated) for at in (0, 1))
    joining = _corner(board) if _may_join(board.now) else ""
    return (
        f'{_h1(t("board.rating"))}<div class="b-two"><div>{_bar(answered, of)}'
        f"{_p(t('board.items_and_heads', items=len(being_rated), heads=sum(board.heads.values())))}</div>{joining}</div>"
        f"{_by_item(board, being_rated)}"
    )


def _corner(board: Board) -> str:
    return (
        f'<div class="b-corner"><div class="b-qr">{_square(board.now)}</div>'
        f"<div>{_p(t('board.still_joining'))}{_code(board.now)}</div></div>"
    )


def _bar(answered: int, of: int) -> str:
    share = 100 * answered / of if of else 0.0
    said = t("board.answered", n=answered, of=of)
    return (
        f'<div class="b-progress"><p><b>{answered}<small>／{of}</small></b> <span>{escape(t("board.answers"))}</span></p>'
        f'<div class="b-bar" role="img" aria-label="{_attr(said)}"><i style="width:{share:.1f}%"></i></div></div>'
    )


def _by_item(board: Board, items: Sequence[str]) -> str:
    """Each open item with its count; past a dozen the code stands alone, since the phones have the name."""
    named = len(items) <= NAMED
    rows = []
    for one in items:
        answered, of = board.progress.get(one, (0, 0))
        name = f" <span>{escape(workshop_words.item_name(one))}</span>" if named else ""
        share = 100 * answered / of if of else 0.0
        rows.append(
            f'<li><p><span class="b-id">{escape(one)}</span>{name} <b>{answered}／{of}</b></p>'
            f'<div class="b-bar" aria-hidden="true"><i style="width:{share:.1f}%"></i></div></li>'
        )
    return f'<ul class="b-items{"" if named else " b-many"}">{"".join(rows)}</ul>'


# -- one item -------------------------------------------------------------------------------------


def _item(board: Board, id_: str) -> str:
    item, seen = board.workshop.item(id_), shown(board.workshop, id_)
    body = _waiting(board, id_, item) if seen is None else _revealed(board, id_, item, seen)
    return f"{_heading(board, id_, item)}{body}{_coming(board, id_)}"


def _heading(board: Board, id_: str, item: Item) -> str:
    indicator = workspace().rubric.by_id[id_]
    tags = [t("board.trial")] if board.workshop.plan.trial == id_ else []
    tags += [t("board.doubtful")] if item.decision is not None and item.decision.doubtful else []
    said = "".join(f' <span class="b-tag">{escape(one)}</span>' for one in tags)
    name = f'<span class="b-id">{escape(id_)}</span> {escape(indicator.name.pick(reader()))}'
    return f"<h1>{name}{said}</h1>{_p(indicator.question.pick(reader()), 'b-question')}"


def _waiting(board: Board, id_: str, item: Item) -> str:
    """Before the first reveal: how many answered."""
    if item.phase == "closed":
        said = _p(t("board.closed"), "b-said")
    elif item.phase == "open":
        said = _p(t("board.rate_now"), "b-said")
    else:
        return _p(t("board.soon"), "b-said")
    return f"{said}{_bar(*board.progress.get(id_, (0, 0)))}" if item.phase == "open" else said


def _revealed(board: Board, id_: str, item: Item, seen: Shown) -> str:
    moved = drawn.shifts(seen, t("board.everyone"))
    last = seen.rounds[-1]
    found = drawn.found_in(last)
    facts = (
        f'<p class="b-word">{escape(drawn.agreement_word(found))}</p>{_p(drawn.why(last), "b-why")}'
        f"{_figures(seen)}{drawn.dumbbell(moved) if moved else ''}{_state(board, id_, item)}"
    )
    about = t("charts.source", n=drawn.counted(last), date=board.date, source=drawn.source(seen))
    return (
        f'<div class="b-reveal"><figure aria-label="{_attr(drawn.summary(seen))}">{drawn.distribution(seen)}'
        f'<figcaption>{escape(about)}</figcaption></figure><div class="b-facts">{facts}</div></div>'
    )


def _figures(seen: Shown) -> str:
    """Median and interquartile range of the last round that may be seen."""
    found = drawn.spread_of(seen.rounds[-1].total)
    if found is None:
        return ""
    pairs = [(t("board.median"), found.median), (t("board.iqr"), found.iqr)]
    return (
        '<dl class="b-figures">'
        + "".join(f"<div><dt>{escape(name)}</dt><dd>{drawn.level(value)}</dd></div>" for name, value in pairs)
        + "</dl>"
    )


def _state(board: Board, id_: str, item: Item) -> str:
    if item.decision is not None:
        return _decision(item)
    if item.phase == "unrated":
        return _p(t("board.left_unrated"), "b-said")
    if item.phase == "open":
        return f"{_p(t('board.second_now'), 'b-said')}{_bar(*board.progress.get(id_, (0, 0)))}"
    if item.phase == "closed":
        return _p(t("board.second_closed"), "b-said")
    return ""


def _decision(item: Item) -> str:
    """The level and how it came about; that other opinions are kept, not what anybody wrote."""
    decision = item.decision
    if decision is None:
        return ""
    lines = [workshop_words.how_decided(decision), t("board.dissent_kept")]
    if decision.doubtful:
        lines.append(t("board.doubtful_means"))
    said = "".join(_p(one) for one in lines)
    level = escape(workshop_words.level(decision.level))
    return f'<div class="b-decision"><p class="b-level"><span>{escape(t("board.decided_as"))}</span> {level}</p>{said}</div>'


# -- what comes next, and the end -----------------------------------------------------------------


def _queue(board: Board) -> list[str]:
    """Revealed items in the order of the agenda, then what still waits for its reveal or its first round."""
    workshop = board.workshop
    to_discuss = [one.indicator for one in agenda(workshop, board.weights)]
    return list(dict.fromkeys([*to_discuss, *workshop.in_phase("revealed"), *workshop.in_phase("closed", "waiting")]))


def _coming(board: Board, current: str) -> str:
    following = [one for one in _queue(board) if one != current][:NEXT]
    if not following:
        return ""
    named = t("board.then").join(workshop_words.item_label(one) for one in following)
    return f'<p class="b-next"><b>{escape(t("board.next"))}</b> {escape(named)}</p>'


def _agenda(board: Board) -> str:
    queue = _queue(board)
    counts = outcome(board.workshop)
    done = counts.decided + counts.doubtful + counts.unrated
    rows = "".join(_line(board, one) for one in queue[:LISTED])
    more = _p(t("board.more", n=len(queue) - LISTED), "b-why") if len(queue) > LISTED else ""
    standing = _p(t("board.standing", done=done, left=counts.left), "b-why")
    return f'{_h1(t("board.agenda"))}{standing}<ol class="b-agenda">{rows}</ol>{more}'


def _line(board: Board, id_: str) -> str:
    return (
        f'<li><span class="b-id">{escape(id_)}</span> <span>{escape(workshop_words.item_name(id_))}</span> '
        f"<b>{escape(_standing(board, id_))}</b></li>"
    )


def _standing(board: Board, id_: str) -> str:
    item, seen = board.workshop.item(id_), shown(board.workshop, id_)
    if item.phase != "revealed" or seen is None:
        return workshop_words.phase(item)
    return drawn.agreement_word(drawn.found_in(seen.rounds[-1]))


def _end(board: Board) -> str:
    counts = outcome(board.workshop)
    numbers = [(t("board.decided"), counts.decided), (t("board.doubtful"), counts.doubtful),
               (t("board.unrated"), counts.unrated + counts.left)]  # fmt: skip
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{number}</dd></div>" for name, number in numbers)
    of = t("board.of_items", n=len(board.workshop.items), heads=sum(board.heads.values()))
    doubtful = [
        id_ for id_, item in board.workshop.items.items() if item.decision is not None and item.decision.doubtful
    ]
    named = ""
    if doubtful:
        items = t("charts.and").join(workshop_words.item_label(one) for one in doubtful[:LISTED])
        named = _p(t("board.doubtful_items", items=items), "b-why")
    return f'{_h1(t("board.ended"))}<dl class="b-figures b-end">{cells}</dl>{_p(of)}{named}{_p(t("board.thanks"))}'
