"""Who rates: the groups of a plan, those that the method seats and one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from assessor.errors import Problem
from assessor.rubric import Rubric
from assessor.text import say
from assessor.ui import choice
from assessor.ui.parts import plain
from assessor.ui.session import language, t, workspace
from assessor.workshop.plan import Plan, RaterGroup, SessionKind, default_groups

GROUP_NAME_LIMIT = 40
T = TypeVar("T")


@dataclass(frozen=True)
class Form:
    """Where a form keeps what is filled in, and the plan it begins with; without one, as the method has it."""

    at: str
    plan: Plan | None

    def key(self, name: str) -> str:
        return f"{self.at}.{name}"

    def segmented(self, name: str, label: str, names: Mapping[T, str], first: T | None) -> T:
        key = self.key(name)
        if first is not None and choice.chosen(key, None) is None:
            choice.choose(key, first)
        return choice.segmented(key, label, names)

    @property
    def seated(self) -> dict[str, RaterGroup]:
        """Groups that are there before anybody adds one."""
        return {one.id: one for one in (self.plan.groups if self.plan else default_groups())}


def keep(key: str, widget: str) -> None:
    choice.choose(key, st.session_state[widget])


def _rows(form: Form) -> list[str]:
    return list(choice.chosen(form.key("rows"), list(form.seated)))


def show(form: Form, kind: SessionKind) -> tuple[list[RaterGroup], list[Problem]]:
    """One box a group. A group that is not yet one comes back as what is wrong with it."""
    found: list[RaterGroup] = []
    faults: list[Problem] = []
    for n, row in enumerate(_rows(form), 1):
        before = form.seated.get(row)
        if form.plan is None and kind == "internal" and before is not None and not before.inside:
            st.caption(t("workshop.left_out", name=plain(before.name.pick(language()))))
            continue
        with st.container(border=True, key=f"workshop_group_{row}"):
            group, fault = _group(form, row, n, before)
        if fault:
            faults.append(fault)
        else:
            found.append(group)
    st.button(t("workshop.add_group"), key="workshop.add_group", icon=":material/add:", on_click=_add, args=(form,))
    return found, faults


def _group(form: Form, row: str, n: int, before: RaterGroup | None) -> tuple[RaterGroup, Problem | None]:
    at = f"group.{row}"
    left, right = st.columns([3, 2])
    with left:
        typed = _name(form.key(f"{at}.name"), before.name.pick(language()) if before else "")
    with right:
        st.caption(t("workshop.group_place"))
        inside = form.segmented(f"{at}.inside", t("workshop.group_place"),
                                {True: t("workshop.inside"), False: t("workshop.outside")}, before.inside if before else True)  # fmt: skip
    dimensions = _dimensions(form.key(f"{at}.dimensions"), workspace().rubric, before)
    st.button(t("workshop.drop_group"), key=form.key(f"{at}.drop"), icon=":material/delete:", type="tertiary",
              on_click=_drop, args=(form, row))  # fmt: skip
    name = " ".join((typed or "").split())
    same = before is not None and name in (before.name.zh, before.name.en)
    words = before.name if before is not None and same else say(name or "?", name or "?")
    return RaterGroup(id=row, name=words, inside=inside, dimensions=tuple(dimensions)), _name_fault(name, n)


def _name(key: str, standing: str) -> str:
    """A name of one's own stays through a change of language; one of the method's is told in the new one."""
    widget = choice.by_language(key)
    if widget not in st.session_state:
        st.session_state[widget] = choice.chosen(key, standing)
    return st.text_input(t("workshop.group_name"), key=widget, placeholder="", on_change=keep, args=(key, widget))


def _dimensions(key: str, rubric: Rubric, before: RaterGroup | None) -> list[str]:
    names = {one.id: one.name.pick(language()) for one in rubric.dimensions}
    widget = choice.by_language(key)
    st.session_state[widget] = choice.chosen(key, list(before.dimensions) if before else [])
    st.multiselect(t("workshop.group_dimensions"), list(names), format_func=names.__getitem__, key=widget,
                   placeholder=t("workshop.all_dimensions"), on_change=keep, args=(key, widget))  # fmt: skip
    picked = set(st.session_state[widget])
    return [one for one in names if one in picked]


def _name_fault(name: str, n: int) -> Problem | None:
    place = t("workshop.group_n", n=n)
    if not name:
        return Problem(place, say("评委组没有名称", "the group has no name"),
                       say("写上名称，或去掉这一组", "give it a name, or leave the group out"))  # fmt: skip
    if len(name) > GROUP_NAME_LIMIT:
        return Problem(place, say(f"名称共{len(name)}字，超过{GROUP_NAME_LIMIT}字", f"the name has {len(name)} characters, more than {GROUP_NAME_LIMIT}"),
                       say("请缩短名称", "shorten the name"))  # fmt: skip
    return None


def _add(form: Form) -> None:
    """Under a number that no group of this form has had: what was taken out leaves nothing behind."""
    taken, last = set(form.seated), choice.chosen(form.key("last"), 0)
    number = next(n for n in range(last + 1, last + len(taken) + 2) if f"own{n}" not in taken)
    choice.choose(form.key("last"), number)
    choice.choose(form.key("rows"), [*_rows(form), f"own{number}"])


def _drop(form: Form, row: str) -> None:
    choice.choose(form.key("rows"), [one for one in _rows(form) if one != row])
