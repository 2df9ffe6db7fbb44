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
from assessor.ui.session import is_demo, joined, language, t, workspace
from assessor.workshop import Item, Shown, Workshop, agenda, shown
from assessor.workshops import OpenedWorkshop

NEXT, LISTED, NAMED, FEW = 2, 7, 12, 6
"""Items named beneath the one under discussion; on the agenda; by name while being rated (beyond that by code); by
their whole name, on two lines if need be."""


@dataclass(frozen=True)
class Board:
    """What the board knows: the session, who came, how many answered. Values come from `shown` alone."""

    now: OpenedWorkshop
    city: str
    date: str
    weights: Mapping[str, float]
    heads: Mapping[str, int]
    progress: Mapping[str, tuple[int, int]]
    joinable: bool = True
    """Whether code and link still hold."""

    @property
    def workshop(self) -> Workshop:
        return self.now.workshop


def markup(board: Board, scene: Scene) -> str:
    drawing = {"lobby": _lobby, "rating": _rating, "agenda": _agenda, "end": _end}
    body = _item(board, scene.item) if scene.item is not None else drawing[scene.kind](board)
    whose = [board.city, t("board.title"), *([t("common.fictional")] if is_demo() else [])]
    top = f"<header>{_p(joined(whose))}</header>"
    foot = f"<footer>{_p(t('board.not_for_appraisal'))}</footer>"
    return (
        f'<section class="b-board b-{scene.kind}" aria-label="{escape(t("board.label"))}">{top}{body}{foot}</section>'
    )


def _p(text: str, class_: str = "") -> str:
    return f'<p class="{class_}">{escape(text)}</p>' if class_ else f"<p>{escape(text)}</p>"


def _h1(text: str) -> str:
    return f"<h1>{escape(text)}</h1>"


# -- joining --------------------------------------------------------------------------------------


def _may_join(board: Board) -> bool:
    return board.joinable and bool(board.now.code and board.now.link) and not board.workshop.locked


def _square(now: OpenedWorkshop) -> str:
    address = workshop_qr.join_address(now.link or "")
    return workshop_qr.markup(address, t("board.qr_alt", address=workshop_qr.short_address()), width="100%")


def _code(now: OpenedWorkshop) -> str:
    code = now.code or ""
    spoken = t("board.code_spoken", code=" ".join(code))
    return f'<p class="b-code" role="img" aria-label="{escape(spoken)}">{escape(workshop_qr.grouped(code))}</p>'


def _lobby(board: Board) -> str:
    welcome = t("board.welcome") if _may_join(board) else t("board.title")
    return f'{_h1(welcome)}<div class="b-three">{_way_in(board)}{_crowd(board)}</div>'


def _way_in(board: Board) -> str:
    now = board.now
    if not _may_join(board):
        return f'<div class="b-closed">{_p(t("board.locked"))}</div>'
    warning = _p(t("board.this_machine_only"), "b-warning") if workshop_qr.this_machine_only() else ""
    return (
        f'<div class="b-qr">{_square(now)}</div><div class="b-way">{_p(t("board.scan"))}'
        f"{_p(workshop_qr.short_address(), 'b-address')}{_p(t('board.type_code'))}{_code(now)}{warning}</div>"
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
    how_many = _p(t("board.items_and_heads", items=len(being_rated), heads=sum(board.heads.values())))
    return f"{_h1(t('board.rating'))}{_beside_the_code(board, _bar(answered, of) + how_many)}{_by_item(board, being_rated)}"


def _beside_the_code(board: Board, body: str) -> str:
    """Whoever comes late still finds the way in."""
    if not _may_join(board):
        return f'<div class="b-alone">{body}</div>'
    return (
        f'<div class="b-two"><div>{body}</div><div class="b-corner"><div class="b-qr">{_square(board.now)}</div>'
        f"<div>{_p(t('board.still_joining'))}{_code(board.now)}</div></div></div>"
    )


def _bar(answered: int, of: int) -> str:
    share = 100 * answered / of if of else 0.0
    said = t("board.answered", n=answered, of=of)
    return (
        f'<div class="b-progress"><p><b>{answered}<small>／{of}</small></b> <span>{escape(t("board.answers"))}</span></p>'
        f'<div class="b-bar" role="img" aria-label="{escape(said)}"><i style="width:{share:.1f}%"></i></div></div>'
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
    class_ = (
        (" b-few" if len(items) <= FEW else "") if named else " b-many" if len(items) <= 2 * NAMED else " b-crowded"
    )
    return f'<ul class="b-items{class_}">{"".join(rows)}</ul>'


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
    name = f'<span class="b-id">{escape(id_)}</span> {escape(indicator.name.pick(language()))}'
    question = indicator.quick_question or indicator.question  # as on the phones
    return f"<h1>{name}{said}</h1>{_p(question.pick(language()), 'b-question')}"


def _waiting(board: Board, id_: str, item: Item) -> str:
    """Before the first reveal: how many answered."""
    if item.phase == "open":
        body = _p(t("board.rate_now"), "b-said") + _bar(*board.progress.get(id_, (0, 0)))
        return _beside_the_code(board, body)
    return _p(t("board.closed") if item.phase == "closed" else t("board.soon"), "b-said")


def _revealed(board: Board, id_: str, item: Item, seen: Shown) -> str:
    moved = drawn.shifts(seen, t("board.everyone"))
    last = seen.rounds[-1]
    facts = (
        f"{_figures(seen)}{_p(drawn.why(last), 'b-why')}"
        f"{drawn.dumbbell(moved) if moved else ''}{_state(board, id_, item)}"
    )
    about = t("charts.source", n=drawn.counted(last), date=board.date, source=drawn.source(seen))
    return (
        f'{_decision(item)}<div class="b-reveal"><figure aria-label="{escape(drawn.summary(seen))}">'
        f"{drawn.distribution(seen, groups=not moved)}<figcaption>{escape(about)}</figcaption></figure>"
        f'<div class="b-facts">{facts}</div></div>'
    )


def _figures(seen: Shown) -> str:
    """Agreement in a word, median and interquartile range of the last round that may be seen."""
    last = seen.rounds[-1]
    found = None if last.total is None else last.total.spread
    words = [(t("board.agreement"), drawn.agreement_word(drawn.found_in(last)), "b-word")]
    if found is not None:
        words += [(t("board.median"), drawn.level(found.median), ""), (t("board.iqr"), drawn.level(found.iqr), "")]
    return (
        '<dl class="b-figures">'
        + "".join(
            f'<div><dt>{escape(name)}</dt><dd class="{class_}">{escape(value)}</dd></div>'
            for name, value, class_ in words
        )
        + "</dl>"
    )


def _state(board: Board, id_: str, item: Item) -> str:
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
    said = [
        workshop_words.how_decided(decision),
        t("board.doubtful_means" if decision.doubtful else "board.dissent_kept"),
    ]
    level = f"<b>{escape(workshop_words.level(decision.level))}</b>"
    return f'<p class="b-decision">{escape(t("board.decided_as"))} {level} <span>{escape(joined(said))}</span></p>'


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
    named = joined(workshop_words.item_label(one) for one in following)
    return f'<p class="b-next"><b>{escape(t("board.next"))}</b> {escape(named)}</p>'


def _agenda(board: Board) -> str:
    queue = _queue(board)
    counts = outcome(board.workshop)
    if not queue and not board.workshop.in_phase("open"):
        return f'{_h1(t("board.all_settled"))}<div class="b-alone">{_totals(board)}</div>'
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
    items = board.workshop.items
    lines = [_p(t("board.of_items", n=len(items), heads=sum(board.heads.values())))]
    if doubtful := [id_ for id_, one in items.items() if one.decision is not None and one.decision.doubtful]:
        named = joined(workshop_words.item_label(one) for one in doubtful[:LISTED])
        lines.append(_p(t("board.doubtful_items", items=named), "b-why"))
    lines.append(_p(t("board.thanks")))
    return f'{_h1(t("board.ended"))}<div class="b-alone">{_totals(board)}{"".join(lines)}</div>'


def _totals(board: Board) -> str:
    counts = outcome(board.workshop)
    numbers = [
        (t("board.decided"), counts.decided),
        (t("board.doubtful"), counts.doubtful),
        (t("board.unrated"), counts.unrated + counts.left),
    ]
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{number}</dd></div>" for name, number in numbers)
    return f'<dl class="b-figures b-totals">{cells}</dl>'
