"""How raters come in: the code, the square, who is there by group, and who may still come."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from assessor.errors import AssessorError
from assessor.ui import choice, when, workshop_plan, workshop_qr, workshop_words
from assessor.ui.folds import fold
from assessor.ui.parts import Cell, plain, table
from assessor.ui.session import actor, address, is_demo, joined, language, set_address, t
from assessor.ui.workshop_steps import Step, done, refused, take, workshops
from assessor.workshops import OpenedWorkshop

LIVE = 3
_ADDRESS_LIMIT = 200


def show(now: OpenedWorkshop) -> None:
    if now.workshop.stage == "ended" or not now.code or not now.link:
        st.info(t("workshop.code_gone"), icon=":material/lock:")
    else:
        _way_in(now, now.code, now.link)
    st.header(t("workshop.who_is_in"))
    with st.container(key="workshop_heads"):
        st.fragment(_heads, run_every=None if now.workshop.stage == "ended" else LIVE)(now.id)
    if now.workshop.stage != "ended":
        _door(now)
        _people(now)
    if now.workshop.stage == "draft":
        with fold("workshop.change_plan", ":material/tune:") as opened:
            if opened.open:
                workshop_plan.change(now)


def _way_in(now: OpenedWorkshop, code: str, link: str) -> None:
    if workshop_qr.this_machine_only():
        st.warning(t("workshop.this_machine_only"), icon=":material/wifi_off:")
    left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with left:
        _code(now, code)
    with right:
        st.html(workshop_qr.markup(workshop_qr.join_address(link), t("workshop.qr_alt")))
    st.caption(t("workshop.qr_about"))
    _address()


def _code(now: OpenedWorkshop, code: str) -> None:
    spoken = escape(" ".join(code), quote=True)
    st.html(
        f'<p class="a-quiet a-step">{escape(t("workshop.go_to"))}</p>'
        f'<p class="a-joins">{escape(workshop_qr.short_address())}</p>'
        f'<p class="a-quiet a-step">{escape(t("workshop.type_code"))}</p>'
        f'<p class="a-code"><span aria-hidden="true">{escape(workshop_qr.grouped(code))}</span>'
        f'<span class="a-unseen">{spoken}</span></p>'
    )
    valid = t("workshop.valid_until", time=when.moment(now.expires_at)) if now.expires_at else ""
    locked = t("workshop.is_locked") if now.workshop.locked else ""
    st.caption(joined(one for one in (valid, locked) if one))
    st.html(_board_link(now))


def _board_link(now: OpenedWorkshop) -> str:
    """The page for the projector, in a tab of its own: this one stays where it is."""
    asked = {"ws": now.id, "a": now.assessment_id, "lang": language(), "at": address("at") or ""}
    asked |= {"demo": "1"} if is_demo() else {}
    url = f"/board?{urlencode({key: value for key, value in asked.items() if value})}"
    return (
        f'<p class="a-step"><a class="a-open" href="{escape(url, quote=True)}" target="_blank" rel="noopener">'
        f"{escape(t('workshop.open_board'))}</a></p>"
    )


# -- the address ----------------------------------------------------------------------------------


def _address() -> None:
    """Which of this machine's addresses phones can reach, only people in the room know."""
    refused_ = st.session_state.pop("workshop.address_refused", None)
    key, kept = "workshop.address", refused_ or workshop_qr.base()
    # Only where it differs: setting it again would overwrite what is being typed at this moment.
    if st.session_state.get("workshop.address_set") != kept or key not in st.session_state:
        st.session_state[key] = st.session_state["workshop.address_set"] = kept
    with fold("workshop.other_address", ":material/lan:") as opened:
        if not opened.open and not refused_:
            return
        st.text_input(t("workshop.address"), key=key, placeholder="", on_change=_remember_address)
        if refused_:
            st.error(t("workshop.address_wrong"), icon=":material/error:")
        st.caption(t("workshop.address_about"))


def _remember_address() -> None:
    typed = str(st.session_state["workshop.address"]).strip().rstrip("/")
    if not typed:
        set_address("at", None)
        return
    typed = typed if "://" in typed else f"http://{typed}"
    try:
        parts = urlsplit(typed)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    if not fits or len(typed) > _ADDRESS_LIMIT or any(one.isspace() for one in typed):
        st.session_state["workshop.address_refused"] = typed
    else:
        set_address("at", typed)


# -- who is there ---------------------------------------------------------------------------------


def _heads(id_: str) -> None:
    now = workshops().opened(id_)
    heads, names = workshops().heads(id_), workshop_words.group_names(now.workshop)
    rows: list[list[Cell]] = [
        [name, workshop_words.place_of(now.workshop.group(one)), str(heads.get(one, 0))] for one, name in names.items()
    ]
    total = sum(heads.get(one, 0) for one in names)
    table([t("workshop.group"), t("workshop.rates"), t("workshop.joined")],
          [*rows, [t("workshop.all_groups"), "", str(total)]], numbers=[2])  # fmt: skip
    if fault := workshops().full(id_):
        said = plain(fault.what.pick(language())), plain(fault.fix.pick(language()))
        st.warning(f"{said[0]}  \n{t('common.remedy')}{said[1]}", icon=":material/group_off:")


def _door(now: OpenedWorkshop) -> None:
    locked = now.workshop.locked
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            t("workshop.unlock") if locked else t("workshop.lock"), key="workshop.lock",
            icon=":material/lock_open:" if locked else ":material/lock:", on_click=take,
            args=(now, _locking(now.id, not locked), t("workshop.unlocked") if locked else t("workshop.locked")),
        )  # fmt: skip
        if st.button(t("workshop.new_code"), key="workshop.new_code", icon=":material/refresh:"):
            st.dialog(t("workshop.new_code"))(confirm)(
                t("workshop.new_code_what"), t("workshop.new_code"), lambda: take(now, _renew(now.id), t("workshop.code_new"))
            )  # fmt: skip
        names = workshop_plan.hours_named()
        hours = choice.listed("workshop.extend_by", t("workshop.extend_by"), names)
        st.button(t("workshop.extend"), key="workshop.extend", icon=":material/more_time:", on_click=take,
                  args=(now, _extension(now.id, hours), t("workshop.extended", time=names[hours])))  # fmt: skip


def _locking(id_: str, locked: bool) -> Step:
    return lambda held, version: held.lock(id_, locked, expected=version, actor=actor())


def _renew(id_: str) -> Step:
    return lambda held, version: held.new_code(id_, expected=version, actor=actor())


def _extension(id_: str, hours: int) -> Step:
    return lambda held, version: held.extend(id_, hours, expected=version, actor=actor())


def confirm(what: str, do: str, act: Callable[[], None]) -> None:
    """A dialog with a way back."""
    st.markdown(what)
    with st.container(horizontal=True):
        if st.button(t("workshop.back"), key="workshop.confirm.back"):
            st.rerun()
        if st.button(do, key="workshop.confirm.do", type="primary", on_click=act):
            st.rerun()


# -- marks ----------------------------------------------------------------------------------------


def _people(now: OpenedWorkshop) -> None:
    with fold("workshop.people", ":material/badge:") as opened:
        if not opened.open:
            return
        st.caption(t("workshop.people_about"))
        with st.container(key="workshop_marks"):
            st.fragment(_marks, run_every=LIVE)(now.id)
        st.fragment(_removal)(now)


def _marks(id_: str) -> None:
    now, found = workshops().opened(id_), workshops().people(id_)
    if not found:
        st.caption(t("workshop.nobody"))
        return
    names = workshop_words.group_names(now.workshop)
    rows: list[list[Cell]] = [
        [one.mark, names.get(one.group, ""), str(one.answered), t("workshop.on_paper") if one.paper else t("workshop.on_phone")]
        for one in found
    ]  # fmt: skip
    table([t("workshop.mark"), t("workshop.group"), t("workshop.answered"), t("workshop.how")], rows, numbers=[2])


def _removal(now: OpenedWorkshop) -> None:
    """The list is read when the box is drawn; a mark that came later appears after “reload the list”."""
    marks = {one.mark: one for one in workshops().people(now.id)}
    names = workshop_words.group_names(now.workshop)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mark = st.selectbox(t("workshop.which_mark"), list(marks), index=None, key="workshop.which_mark", width=220,
                            placeholder=t("workshop.choose"), filter_mode=None,
                            format_func=lambda one: f"{one} · {names.get(marks[one].group, '')}" if one in marks else one)  # fmt: skip
        if st.button(
            t("workshop.remove"), key="workshop.remove", icon=":material/person_remove:", disabled=mark is None
        ):
            st.dialog(t("workshop.remove"))(confirm)(
                t("workshop.remove_what", mark=plain(mark or "")), t("workshop.remove"), lambda: remove(now, mark or "")
            )  # fmt: skip
        st.button(t("workshop.reload_list"), key="workshop.reload_list", icon=":material/refresh:", type="tertiary")


def remove(now: OpenedWorkshop, mark: str) -> None:
    try:
        workshops().remove(now.id, mark, actor=actor())
    except AssessorError as error:
        refused(now.workshop, error)
    else:
        done(t("workshop.removed", mark=plain(mark)))
