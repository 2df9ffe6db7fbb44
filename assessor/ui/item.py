"""One indicator on the screen: what is asked, the scale, the way on."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessor.assessment import Outcome
from assessor.assessments import Opened
from assessor.rubric import Indicator, Rubric
from assessor.ui import choice, details, drawn, figure
from assessor.ui.course import Course, neighbours, progress
from assessor.ui.folds import fold
from assessor.ui.parts import Cell, how_far, plain, table
from assessor.ui.rating import (
    Shown,
    field_of,
    grade_name,
    let_go,
    level_name,
    passed_by,
    rated,
    redraw_wanted,
    said,
    save,
    saved_line,
    show_trouble,
    shown,
    undo,
    waiting,
)
from assessor.ui.session import language, set_address, t, workspace, writer
from assessor.ui.when import moment

HISTORY = 20


def show(now: Opened, course: Course) -> None:
    """The whole of one indicator. A click on the scale reruns only the scale."""
    indicator = workspace().rubric.by_id[course.current]
    st.session_state["assess.run"] = st.session_state.get("assess.run", 0) + 1
    with st.container(key="assess_head", gap="xsmall"):
        _head(now, indicator, course)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        # With "go on after rating" a click changes the whole page, so the scale must not be a fragment of its own.
        (_scale if choice.chosen("assess.advance", False) else st.fragment(_scale))(
            now.assessment.id, indicator, course
        )
        _way_on(now, course)
    with right:
        details.show(now, indicator)
    _sources(indicator)
    _history(now, indicator)


def _head(now: Opened, indicator: Indicator, course: Course) -> None:
    rubric, lang = workspace().rubric, language()
    dimension = next(one for one in rubric.dimensions if one.id == indicator.dimension)
    path = " › ".join((rubric.called(dimension.level).pick(lang), dimension.name.pick(lang)))
    st.html(
        f'<p class="a-quiet a-where" data-item="{escape(indicator.id)}" data-run="{st.session_state["assess.run"]}" '
        f'data-advance="{"1" if choice.chosen("assess.advance", False) else ""}" '
        f'data-words="{escape(t("assess.too_fast"), quote=True)}">{escape(t("assess.position", n=course.position, of=len(course.order)))}'
        f" · {escape(path)} · <span>{escape(indicator.id)}</span></p>"
    )
    st.header(plain(indicator.name.pick(lang)))
    quick = now.assessment.variant != "full" and indicator.quick_question
    st.markdown(f"**{plain((quick or indicator.question).pick(lang))}**")
    if quick:
        st.caption(t("assess.full_question", question=plain(indicator.question.pick(lang))))
    if indicator.gate:
        st.caption(t("assess.gate"))


# -- the scale --------------------------------------------------------------------------------


def _scale(id_: str, indicator: Indicator, course: Course) -> None:
    """The only part that a rating changes; it reads the database once."""
    now = workspace().opened(id_)
    seen = shown(now, indicator.id)
    chosen = field_of(seen.rating, "outcome")
    _stand(now, indicator, course)
    with st.container(key="assess_scale", gap="small"):
        if indicator.measure is not None:
            figure.scale(indicator, seen)
        else:
            _rungs(indicator, seen, course)
        with st.container(horizontal=True):
            _choice(indicator, seen, course, "insufficient_evidence", t("assess.insufficient_evidence"), "e")
            _not_applicable(indicator, chosen == "not_applicable")
            st.button(t("assess.clear"), key=f"assess.clear.{indicator.id}", icon=":material/backspace:", type="tertiary",
                      disabled=seen.rating is None, on_click=_clear, args=(indicator.id, seen))  # fmt: skip
    _reason(indicator, seen)
    _agreed(seen)
    _above_cap(now, indicator, chosen)
    if redraw_wanted() or not drawn.holds(now):
        drawn.follow()


def _rungs(indicator: Indicator, seen: Shown, course: Course) -> None:
    rubric = workspace().rubric
    show_trouble(indicator.id, "outcome")
    for rung in rubric.scale:
        words = indicator.descriptor(rung.level).pick(language())
        name = t("assess.level", level=rung.level, name=level_name(rubric, rung.level))
        _choice(indicator, seen, course, rung.level, f"**{plain(name)}** {plain(words)}", str(rung.level))


def _stand(now: Opened, indicator: Indicator, course: Course) -> None:
    """What is saved, and how far the city is."""
    rubric, given = workspace().rubric, now.assessment
    whole = progress(given, [rubric.by_id[one] for one in course.order])
    part = progress(given, neighbours(rubric, indicator.dimension, course.order))
    counted = how_far(whole.rated, whole.of, whole.not_applicable)
    far = t("assess.progress", far=counted, part=part.rated, part_of=part.of)
    st.html(
        f'<p class="a-stand"><span role="status" class="a-saved">{escape(saved_line(now, indicator.id))}</span>'
        f'<span class="a-quiet">{escape(far)}</span></p>'
    )


def _choice(indicator: Indicator, seen: Shown, course: Course, outcome: Outcome, label: str, key: str) -> None:
    chosen = field_of(seen.rating, "outcome") == outcome
    st.button(
        f"{label} · **{t('assess.chosen')}**" if chosen else label,
        key=f"assess.{indicator.id}.{outcome}",
        icon=":material/check_circle:" if chosen else ":material/radio_button_unchecked:",
        type="primary" if chosen else "secondary",
        width="stretch" if isinstance(outcome, int) else "content",
        shortcut=key if len(key) == 1 else None,
        on_click=_rate,
        args=(indicator.id, seen, outcome, course.step(1)),
    )


def _rate(indicator: str, seen: Shown, outcome: Outcome, following: str | None) -> None:
    if passed_by(indicator):
        return
    st.session_state.pop("assess.reason_for", None)
    let_go(indicator, "reason")
    done = save(indicator, seen, {"outcome": outcome, "reason": ""}, "outcome")
    if done and following and choice.chosen("assess.advance", False):
        set_address("i", following)


def _clear(indicator: str, seen: Shown) -> None:
    if passed_by(indicator):
        return
    st.session_state.pop("assess.reason_for", None)
    save(indicator, seen, None, "outcome")


def _not_applicable(indicator: Indicator, chosen: bool) -> None:
    label = t("assess.not_applicable")
    st.button(
        f"{label} · **{t('assess.chosen')}**" if chosen else label,
        key=f"assess.{indicator.id}.not_applicable",
        icon=":material/check_circle:" if chosen else ":material/radio_button_unchecked:",
        type="primary" if chosen else "secondary",
        disabled=not indicator.not_applicable.allowed,
        shortcut="x",
        on_click=_ask_reason,
        args=(indicator.id,),
    )


def _ask_reason(indicator: str) -> None:
    if not passed_by(indicator):
        st.session_state["assess.reason_for"] = indicator


def _reason(indicator: Indicator, seen: Shown) -> None:
    """Not applicable counts only with a reason; until there is one nothing is saved."""
    rule = plain(indicator.not_applicable.rule.pick(language()))
    st.caption(t("assess.rule", rule=rule))
    if (
        field_of(seen.rating, "outcome") == "not_applicable"
        or st.session_state.get("assess.reason_for") == indicator.id
        or waiting(indicator.id, "reason", "reason") is not None
    ):
        details.reason(indicator.id, seen, "reason")


def _agreed(seen: Shown) -> None:
    """Whose level it is, before somebody changes it."""
    agreed = seen.rating.consensus if seen.rating is not None else None
    if agreed is None:
        return
    st.caption(t("assess.agreed", how=plain(said("consensus", agreed))))
    if agreed.doubtful:
        st.warning(t("assess.agreed_doubt"), icon=":material/help:")


def _above_cap(now: Opened, indicator: Indicator, outcome: Outcome | None) -> None:
    """In formal mode a level above its evidence is counted lower in the supported score."""
    rubric: Rubric = workspace().rubric
    grade = now.assessment.grade_of(indicator.id)
    cap = rubric.grade_cap(grade)
    if now.assessment.mode == "formal" and isinstance(outcome, int) and outcome > cap:
        st.warning(
            t("assess.above_cap", level=outcome, grade=plain(grade_name(rubric, grade)), cap=cap),
            icon=":material/warning:",
        )


# -- moving on --------------------------------------------------------------------------------


def _way_on(now: Opened, course: Course) -> None:
    before, after = course.step(-1), course.step(1)
    with st.container(horizontal=True, key="assess_way"):
        st.button(t("assess.previous"), key="assess.previous", icon=":material/arrow_back:", shortcut="p",
                  disabled=before is None, on_click=_to, args=(before,))  # fmt: skip
        st.button(t("assess.next"), key="assess.next", icon=":material/arrow_forward:", shortcut="n",
                  disabled=after is None, on_click=_to, args=(after,))  # fmt: skip
        st.button(t("assess.undo"), key="assess.undo", icon=":material/undo:", shortcut="u",
                  on_click=undo, args=(now.assessment.id,))  # fmt: skip
    if after is None:
        st.caption(t("assess.last"))
    # Not st.toggle: after a click the keyboard focus would stay in its input, where shortcuts rest.
    names = {False: t("assess.stay"), True: t("assess.advance")}
    choice.segmented("assess.advance", t("assess.advance"), names)
    measured = workspace().rubric.by_id[course.current].measure is not None
    st.caption(t("assess.keys_measured") if measured else t("assess.keys", top=workspace().rubric.top))


def _to(indicator: str | None) -> None:
    st.session_state.pop("assess.reason_for", None)
    if indicator is not None:
        set_address("i", indicator)


# -- folds ------------------------------------------------------------------------------------


def _sources(indicator: Indicator) -> None:
    rubric, lang = workspace().rubric, language()
    with fold("assess.sources", ":material/menu_book:") as opened:
        if not opened.open:
            return
        st.markdown(t("assess.basis", basis=plain(rubric.names[indicator.basis].pick(lang))))
        units = [rubric.paragraph[one] for one in indicator.sources]
        rows: list[list[Cell]] = [[one.gist.pick(lang), rubric.names[one.kind].pick(lang), one.id] for one in units]
        table([t("assess.gist"), t("assess.kind"), t("assess.number")], rows, caption=t("assess.own_words"), wide=[0])


def _history(now: Opened, indicator: Indicator) -> None:
    rubric = workspace().rubric
    with fold("assess.history", ":material/history:") as opened:
        if not opened.open:
            return
        steps = workspace().changes(now.assessment.id, indicator.id, HISTORY)
        if not steps:
            st.caption(t("assess.no_history"))
            return
        rows: list[list[Cell]] = [
            [
                moment(step.at),
                writer(step.actor),
                rated(rubric, indicator.id, step.before),
                rated(rubric, indicator.id, step.after),
                details.also_changed(step.before, step.after),
                t(f"assess.kind_{step.kind}"),
            ]
            for step in steps
        ]
        heads = [
            t("assess.when"),
            t("assess.who"),
            t("assess.before"),
            t("assess.after"),
            t("assess.also"),
            t("assess.how"),
        ]
        table(heads, rows)
