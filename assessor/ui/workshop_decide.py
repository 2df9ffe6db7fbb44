"""The decision on one item: what the rule proposes, what the facilitator decides, and the dissent in their words."""

from __future__ import annotations

import streamlit as st

from assessor.errors import AssessorError
from assessor.ui import choice, workshop_words
from assessor.ui.parts import plain
from assessor.ui.session import actor, language, t, workspace
from assessor.ui.workshop_steps import done, refused, turn_to, workshops
from assessor.workshop import MOST_ROUNDS, Item, Shown, Workshop
from assessor.workshop.consensus import ProposalKind
from assessor.workshops import OpenedWorkshop

FIELDS = ("reason", "dissent")


def _level_name(level: int) -> str:
    """For labels and sentences, which take markup."""
    return plain(workshop_words.level(level))


def field_key(session: str, indicator: str, name: str) -> str:
    return f"workshop.{name}.{session}.{indicator}"


def show(now: OpenedWorkshop, indicator: str, item: Item, seen: Shown | None) -> None:
    if item.decision is not None:
        _decided(item)
    if item.phase == "revealed" and seen is not None and seen.proposal is not None:
        _form(now, indicator, item, seen)
    elif written := _written(now.id, indicator):
        _left_over(now.id, indicator, written)


def _decided(item: Item) -> None:
    decision = item.decision
    if decision is None:
        return
    lines = [t("workshop.decided_as", level=_level_name(decision.level), how=workshop_words.how_decided(decision))]
    lines += [t("workshop.reason_was", text=plain(decision.reason))] if decision.reason else []
    lines += [t("workshop.dissent_was", text=plain(decision.dissent))] if decision.dissent else []
    st.info("  \n".join(lines), icon=":material/gavel:")


def _form(now: OpenedWorkshop, indicator: str, item: Item, seen: Shown) -> None:
    proposal = seen.proposal
    if proposal is None:
        return
    top = workspace().rubric.top
    disagree = proposal.kind == "disagreement"
    st.subheader(t("workshop.decision"))
    said = t("workshop.proposes", agreement=workshop_words.agreement(proposal.kind),
             level=_level_name(proposal.level), how=_how(proposal.kind), why=plain(proposal.why.pick(language())))  # fmt: skip
    st.markdown(said)
    if disagree:
        again = item.round < MOST_ROUNDS
        st.caption(t("workshop.doubtful_about" if again else "workshop.doubtful_now", top=top))
    levels = [one for one in range(top + 1) if not (disagree and one == top)]
    level = _level(f"workshop.level.{now.id}.{indicator}.{item.round}", levels, proposal.level)
    for name in FIELDS:
        st.text_area(t(f"workshop.{name}"), key=field_key(now.id, indicator, name), placeholder="", height=96,
                     persist_state="session")  # fmt: skip
        st.caption(t(f"workshop.{name}_about"))
    st.button(t("workshop.decide", level=_level_name(level)), key="workshop.decide", type="primary",
              icon=":material/gavel:", on_click=decide, args=(now, indicator, level))  # fmt: skip
    st.caption(t("workshop.not_before_decide"))


def _how(kind: ProposalKind) -> str:
    if kind == "disagreement":
        return t("workshop.doubtful_median", below=workspace().rubric.top - 1)
    return t("workshop.method_mode") if kind == "agreed" else t("workshop.method_median")


def _level(key: str, levels: list[int], proposed: int) -> int:
    names = {one: t("workshop.proposed", level=_level_name(one)) if one == proposed else _level_name(one)
             for one in levels}  # fmt: skip
    widget = choice.by_language(key)
    st.session_state[widget] = choice.chosen(key, proposed)
    st.radio(t("workshop.level_decided"), levels, key=widget, format_func=names.__getitem__, on_change=_keep,
             args=(key, widget))  # fmt: skip
    found: int = st.session_state[widget]
    return found


def _keep(key: str, widget: str) -> None:
    choice.choose(key, st.session_state[widget])


def decide(now: OpenedWorkshop, indicator: str, level: int) -> None:
    reason, dissent = (str(st.session_state.get(field_key(now.id, indicator, name)) or "") for name in FIELDS)
    try:
        workshops().decide(
            now.id, indicator, level, reason=reason, dissent=dissent, expected=now.version, actor=actor()
        )
    except AssessorError as error:
        refused(now.workshop, error)
        return
    let_go(now.id, indicator)
    done(t("workshop.decided", name=plain(workshop_words.item_name(indicator)), level=_level_name(level)))


# -- what is written and not stored ---------------------------------------------------------------


def let_go(session: str, indicator: str) -> None:
    for name in FIELDS:
        st.session_state[field_key(session, indicator, name)] = ""


def written_again(session: str, indicator: str, item: Item) -> None:
    """What was written for a decision that is taken back stands in its fields again."""
    if item.decision is not None:
        for name, text in zip(FIELDS, (item.decision.reason, item.decision.dissent), strict=True):
            st.session_state[field_key(session, indicator, name)] = text


def _written(session: str, indicator: str) -> dict[str, str]:
    found = {name: str(st.session_state.get(field_key(session, indicator, name)) or "") for name in FIELDS}
    return {name: text for name, text in found.items() if text.strip()}


def _left_over(session: str, indicator: str, written: dict[str, str]) -> None:
    """Somebody else acted while one wrote: the words stay in sight until one lets go of them."""
    st.warning(t("workshop.left_over"), icon=":material/edit_off:")
    for name, text in written.items():
        st.markdown(f"**{t(f'workshop.{name}')}**  \n{plain(text)}")
    st.button(t("workshop.let_go"), key="workshop.let_go", on_click=let_go, args=(session, indicator))


def unsaved(session: str, workshop: Workshop) -> list[str]:
    """Items with words that are written and not stored."""
    return [one for one in workshop.plan.items if _written(session, one)]


def tell_unsaved(session: str, workshop: Workshop, here: str | None) -> None:
    for one in unsaved(session, workshop):
        if one != here:
            st.button(t("workshop.unsaved", name=plain(workshop_words.item_name(one))), key=f"workshop.unsaved.{one}",
                      icon=":material/edit_note:", type="tertiary", on_click=turn_to, args=(session, one))  # fmt: skip
