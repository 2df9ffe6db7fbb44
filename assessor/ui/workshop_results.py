"""What came of a session: agreement, the shift between rounds, doubtful items, the groups, and the end."""

from __future__ import annotations

import streamlit as st

from assessor.agreement import Agreement
from assessor.assessment import Assessment
from assessor.reliability import Statistic
from assessor.report.workshop.figures import opinions
from assessor.report.workshop.words import coefficients, too_few
from assessor.ui import when, workshop_adopt, workshop_charts, workshop_downloads, workshop_words
from assessor.ui.parts import Cell, table
from assessor.ui.session import actor, is_demo, joined, language, t, workspace
from assessor.ui.workshop_lobby import confirm
from assessor.ui.workshop_steps import take, workshops
from assessor.workshop import FEWEST, Shown, Tally, shown
from assessor.workshops import OpenedWorkshop

_AGREEMENT = "workshop.agreement"


def show(now: OpenedWorkshop, assessment: Assessment) -> None:
    seen = [one for id_ in now.workshop.plan.items if (one := shown(now.workshop, id_)) is not None]
    if not seen:
        st.info(t("workshop.nothing_revealed"), icon=":material/visibility_off:")
    else:
        st.caption(t("workshop.no_appraisal"))
        _standing(now)
        _decisions(now, seen)
        _doubtful(now, seen)
        _agreement(now)
        _shift(seen)
        _by_group(now, seen)
        st.fragment(workshop_adopt.show)(now)
    workshop_downloads.show(now, assessment)
    _end(now)


def _standing(now: OpenedWorkshop) -> None:
    counts = {one: len(now.workshop.in_phase(one)) for one in ("decided", "unrated")}
    left = len(now.workshop.plan.items) - sum(counts.values())
    st.markdown(t("workshop.standing", decided=counts["decided"], unrated=counts["unrated"], left=left))


def _decisions(now: OpenedWorkshop, seen: list[Shown]) -> None:
    st.header(t("workshop.outcome"))
    rows: list[list[Cell]] = []
    for one in seen:
        last, decision = one.rounds[-1], one.decision
        found = last.total.spread if last.total is not None else None
        rows.append([
            workshop_words.item_label(one.indicator),
            workshop_words.plain_number(found.median) if found else "—",
            workshop_words.agreement(one.proposal.kind) if one.proposal else t("workshop.too_few"),
            t("workshop.level", level=decision.level, name=_rung(decision.level)) if decision else workshop_words.phase(now.workshop.item(one.indicator)),
            workshop_words.how_decided(decision) if decision else "",
        ])  # fmt: skip
    heads = [
        t("workshop.item"),
        t("workshop.median"),
        t("workshop.consensus"),
        t("workshop.decided_level"),
        t("workshop.how_decided"),
    ]
    table(heads, rows, numbers=[1], wide=[0])


def _rung(level: int) -> str:
    return next(one.name.pick(language()) for one in workspace().rubric.scale if one.level == level)


def _doubtful(now: OpenedWorkshop, seen: list[Shown]) -> None:
    """Both opinions stand side by side, and somebody looks for evidence."""
    found = [one for one in seen if one.decision is not None and one.decision.doubtful]
    if not found:
        return
    rubric, lang = workspace().rubric, language()
    st.header(t("workshop.doubtful"))
    st.caption(t("workshop.doubtful_rule"))
    rows: list[list[Cell]] = []
    for one in found:
        indicator, last = rubric.by_id[one.indicator], one.rounds[-1].total
        both, units = None if last is None else opinions(last), rubric.units_text(indicator)
        rows.append([
            workshop_words.item_label(one.indicator),
            t("workshop.both", lower=both[0].pick(lang), higher=both[1].pick(lang)) if both else "",
            indicator.evidence.pick(lang) if indicator.evidence else "",
            units.pick(lang) if units else "",
            one.decision.dissent if one.decision else "",
        ])  # fmt: skip
    heads = [t("workshop.item"), t("workshop.opinions"), t("workshop.evidence_task"), t("workshop.units"), t("workshop.dissent_kept")]  # fmt: skip
    table(heads, rows, wide=[0, 1, 2, 4])


# -- agreement ------------------------------------------------------------------------------------


def _agreement(now: OpenedWorkshop) -> None:
    st.header(t("workshop.agreement"))
    found = _computed(now)
    if found is None:
        st.caption(t("workshop.no_agreement"))
        return
    st.caption(t("workshop.agreement_about", raters=found.raters, items=found.items))
    if found.near_share is not None:
        st.markdown(
            t("workshop.near", share=workshop_words.share(found.near_share), n=found.disagreements, items=found.items)
        )
    rows: list[list[Cell]] = [_statistic(name.pick(language()), one) for name, one in coefficients(found)]
    table([t("workshop.statistic"), t("workshop.value"), t("workshop.interval"), t("workshop.rests_on"), t("workshop.meaning")],
          rows, numbers=[1], wide=[0, 4])  # fmt: skip


def _computed(now: OpenedWorkshop) -> Agreement | None:
    """The bootstrap takes its time; it changes only with a step in the session."""
    key = (is_demo(), now.id, now.version)
    kept = st.session_state.get(_AGREEMENT)
    if kept is None or kept[0] != key:
        kept = st.session_state[_AGREEMENT] = (key, workshops().agreement(now.id))
    found: Agreement | None = kept[1]
    return found


def _statistic(name: str, one: Statistic) -> list[Cell]:
    """As in the record: three places, by which the words go, and nothing of two complete raters or fewer."""
    rests_on = t("workshop.raters_items", raters=one.raters, items=one.items)
    if one.raters < FEWEST:
        return [name, "—", "—", rests_on, too_few(one.raters).pick(language())]
    value = "—" if one.value is None else f"{one.value:.3f}"
    ends = one.interval
    between = t("workshop.between", low=f"{ends.low:.3f}", high=f"{ends.high:.3f}") if ends else "—"
    return [name, value, between, rests_on, one.meaning.pick(language())]


# -- rounds and groups ----------------------------------------------------------------------------


def _shift(seen: list[Shown]) -> None:
    again = [one for one in seen if len(one.rounds) > 1]
    if not again:
        return
    st.header(t("workshop.shift"))
    rows = [
        workshop_charts.Shift(workshop_words.item_label(one.indicator), *(None if part.total is None else part.total.median for part in (one.rounds[0], one.rounds[-1])))
        for one in again
    ]  # fmt: skip
    workshop_charts.show_shifts(
        rows, n=t("workshop.voted_again", n=len(rows)), date=when.today().isoformat(), key="workshop.shift"
    )


def _by_group(now: OpenedWorkshop, seen: list[Shown]) -> None:
    """Medians of the groups that may be shown; smaller ones are told together with others."""
    if len(now.workshop.plan.groups) < 2:
        return
    st.header(t("workshop.by_group"))
    rows: list[list[Cell]] = []
    for one in seen:
        groups = one.rounds[-1].groups
        told = joined(t("workshop.group_median", name=part.name.pick(language()), n=part.tally.valid,
                        median=_told(part.tally)) for part in groups)  # fmt: skip
        rows.append([workshop_words.item_label(one.indicator), told or t("workshop.no_split")])
    table([t("workshop.item"), t("workshop.group_medians")], rows, caption=t("workshop.groups_about"), wide=[0, 1])


def _told(tally: Tally) -> str:
    return "—" if tally.median is None else workshop_words.plain_number(tally.median)


# -- the end --------------------------------------------------------------------------------------


def _end(now: OpenedWorkshop) -> None:
    st.header(t("workshop.ending"))
    if now.workshop.stage == "ended":
        st.markdown(t("workshop.has_ended"))
        if st.button(t("workshop.purge"), key="workshop.purge", icon=":material/delete_sweep:"):
            st.dialog(t("workshop.purge"))(confirm)(t("workshop.purge_what"), t("workshop.purge"), lambda: _purge(now))
        return
    unfinished = now.workshop.in_phase("open", "closed")
    if unfinished:
        st.caption(t("workshop.finish_first", n=len(unfinished)))
    if st.button(t("workshop.end"), key="workshop.end", icon=":material/flag:", disabled=bool(unfinished)):
        st.dialog(t("workshop.end"))(confirm)(t("workshop.end_what"), t("workshop.end"), lambda: _finish(now))


def _finish(now: OpenedWorkshop) -> None:
    take(now, lambda held, version: held.end(now.id, expected=version, actor=actor()), t("workshop.ended"))


def _purge(now: OpenedWorkshop) -> None:
    take(now, lambda held, version: held.purge(now.id, expected=version, actor=actor()), t("workshop.purged"))
