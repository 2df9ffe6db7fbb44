"""The fold of the Assess page that takes filled-in templates: upload, preview, choice, writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import PurePath

import streamlit as st

from assessor.assessments import Merge, Opened
from assessor.errors import AssessorError, Stale
from assessor.files import has_marks, marked_copy
from assessor.merging import Change, Conflict, Filled, Refused
from assessor.ui import crash, incoming
from assessor.ui import incoming_words as words
from assessor.ui.incoming import Held, Item, options_of
from assessor.ui.media import XLSX
from assessor.ui.parts import Cell, Html, plain, table
from assessor.ui.session import joined, language, t
from assessor.ui.when import clock


def fold(now: Opened) -> None:
    """An uploader, and once it holds something what that would change."""
    id_ = now.assessment.id
    found = incoming.held(id_)
    if found is not None:
        st.session_state[incoming.FOLD] = True
    with st.expander(t("incoming.title"), icon=":material/upload_file:", on_change="rerun", key=incoming.FOLD) as one:
        if not one.open and found is None:
            return
        st.markdown(t("incoming.how"))
        key = incoming.upload_key()
        # No `type`: the browser's own refusal would speak English only; ours names the remedy.
        given = st.file_uploader(t("incoming.choose"), accept_multiple_files=True, key=key,
                                 on_change=incoming.take_uploaded, args=(id_, key))  # fmt: skip
        if found is None:
            return
        if not given and found.uploaded:
            incoming.keep_uploaded(found)
        _looked_at(found)


def _looked_at(found: Held) -> None:
    try:
        with st.spinner(t("incoming.reading", n=len(found.files))):
            merge = incoming.look(found)
    except AssessorError as error:
        crash.tell(error)
        st.button(t("incoming.drop"), key="incoming.drop", icon=":material/close:", on_click=incoming.drop)
        return
    _files(found, merge)
    refusals(merge.refused, found.files, own=found.id)
    _of_another(found, merge)
    _preview(found.id)


# -- the files ------------------------------------------------------------------------------------


def _files(found: Held, merge: Merge) -> None:
    st.header(t("incoming.files"))
    rows: list[tuple[Cell, ...]] = [(one.name, _what_is_in(one)) for one in merge.files]
    rows += [(one.name, t("incoming.refused", n=len(one.fault.problems))) for one in merge.refused]
    table([t("incoming.file"), t("incoming.content")], rows, wide=[0, 1])
    st.button(t("incoming.drop"), key="incoming.drop", icon=":material/close:", on_click=incoming.drop)


def _what_is_in(one: Filled) -> Html:
    lines = [t("incoming.read", ratings=len(one.ratings), entries=sum(row.entry is not None for row in one.evidence))]
    lines += [note.pick(language()) for note in one.notes]
    return Html("<br>".join(escape(line) for line in lines))


def refusals(refused: Sequence[Refused], files: Mapping[str, bytes], own: str = "") -> None:
    """Every fault by sheet and cell with its remedy, and the same file with the faulty cells marked."""
    for number, one in enumerate(refused):
        st.error(t("incoming.not_taken", file=plain(one.name)), icon=":material/error:")
        table(
            [t("incoming.place"), t("incoming.fault"), t("incoming.remedy")],
            words.problem_rows(one.fault, one.name, own),
            wide=[1, 2],
        )
        if has_marks(one.fault):
            _marked(number, one, files[one.name])


def _marked(number: int, one: Refused, data: bytes) -> None:
    lang, path = language(), PurePath(one.name)
    st.download_button(
        t("incoming.get_marked", file=plain(one.name)),
        lambda: marked_copy(data, one.fault, lang, one.name),
        t("incoming.marked_name", stem=path.stem) + path.suffix,
        XLSX,
        key=f"incoming.marked.{number}",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(t("incoming.marked_about"))


def _of_another(found: Held, merge: Merge) -> None:
    if found.of_another or any(one.of_another for one in merge.refused):
        st.session_state["incoming.of_another"] = found.of_another
        st.checkbox(t("incoming.of_another"), key="incoming.of_another", on_change=_allow, args=(found,))


def _allow(found: Held) -> None:
    incoming.allow_another(found, bool(st.session_state["incoming.of_another"]))


# -- the preview ----------------------------------------------------------------------------------


@st.fragment
def _preview(id_: str) -> None:
    """A tick reruns only this part; writing redraws the page."""
    found = incoming.held(id_)
    if found is None or found.merge is None:
        st.rerun()
    st.header(t("incoming.preview"))
    _trouble(found)
    merge = found.merge
    if not merge.items:
        st.info(t("incoming.nothing") if merge.files else t("incoming.none_taken"), icon=":material/info:")
        return
    st.markdown(t("incoming.counts", changes=len(merge.changes), conflicts=len(merge.conflicts), same=merge.unchanged))
    _conflicts(found, merge.conflicts)
    _changes(found, merge.changes)
    _writing(found, merge)


def _trouble(found: Held) -> None:
    if isinstance(found.trouble, Stale):
        st.warning(t("incoming.stale"), icon=":material/sync_problem:")
    elif found.trouble is not None:
        crash.tell(found.trouble)


def _conflicts(found: Held, conflicts: Sequence[Item]) -> None:
    if not conflicts:
        return
    st.subheader(t("incoming.conflicts", n=len(conflicts)))
    st.caption(t("incoming.conflicts_rule"))
    if unknown := [one for one in conflicts if isinstance(one, Conflict) and one.why == "unknown"]:
        with st.container(horizontal=True):
            for key, pick in (("take_unknown", 0), ("keep_unknown", None)):
                st.button(t(f"incoming.{key}", n=len(unknown)), key=f"incoming.{key}",
                          on_click=_tick_all, args=(found, unknown, pick))  # fmt: skip
    for one in conflicts:
        with st.container(key=f"incoming_{_slug(one)}", gap="xsmall"):
            _conflict(found, one)


def _conflict(found: Held, one: Item) -> None:
    name, labels = words.name_of(one), words.fields(one)
    st.markdown(f"**{plain(name)}**")
    st.caption(_why(one))
    heads = [t("assess.field"), t("incoming.here"), *(words.files_of(option.sources) for option in one.options)]
    records = [one.old, *(option.value for option in one.options)]
    rows: list[list[Cell]] = [
        [labels[part], *(Html(words.shortened(words.words_of(record, part))) for record in records)]
        for part in words.differing(one)
    ]
    places = [words.from_where(option.sources) for option in one.options]
    table(heads, rows, caption=t("incoming.from", where=joined(places)), wide=range(1, len(heads)))
    said = _ways(one)
    key = f"incoming.pick.{_slug(one)}.{language()}"
    chosen = incoming.pick_of(found, one)
    st.session_state[key] = (-1 if chosen is None else chosen) if incoming.is_decided(found, one) else None
    st.radio(plain(name), list(said), format_func=lambda number: plain(said[number]), index=None, key=key,
             label_visibility="collapsed", on_change=_decide, args=(found, one, key))  # fmt: skip


def _why(one: Item) -> str:
    why = one.why if isinstance(one, Conflict) else ""
    if why == "files_differ":
        return t("incoming.differ")
    return t({"unknown": "incoming.unsure", "earlier": "incoming.earlier"}.get(why, "incoming.moved"))


def _ways(one: Item) -> dict[int, str]:
    """The choices of a conflict: what is here first, then each value with the files it comes from."""
    evidence = words.is_evidence(one)
    ways = {-1: t("incoming.keep", value=words.brief(one.old, evidence=evidence))}
    for number, option in enumerate(options_of(one)):
        value = words.brief(option.value, evidence=evidence)
        ways[number] = t("incoming.take", file=words.files_of(option.sources), value=value)
    return ways


def _decide(found: Held, one: Item, key: str) -> None:
    chosen = st.session_state[key]
    if chosen is not None:
        incoming.choose(found, one, None if chosen < 0 else chosen)


def _changes(found: Held, changes: Sequence[Item]) -> None:
    if not changes:
        return
    st.subheader(t("incoming.changes", n=len(changes)))
    with st.container(horizontal=True):
        st.button(t("incoming.all"), key="incoming.all", on_click=_tick_all, args=(found, changes, 0))
        st.button(t("incoming.none"), key="incoming.none", on_click=_tick_all, args=(found, changes, None))
    for one in changes:
        with st.container(key=f"incoming_{_slug(one)}", gap="xsmall"):
            _change(found, one)


def _tick_all(found: Held, changes: Sequence[Item], pick: int | None) -> None:
    for one in changes:
        incoming.choose(found, one, pick)


def _change(found: Held, one: Item) -> None:
    key = f"incoming.tick.{_slug(one)}"
    st.session_state[key] = incoming.pick_of(found, one) is not None
    st.checkbox(f"**{plain(words.name_of(one))}**", key=key, on_change=_tick, args=(found, one, key))
    notes = [t("incoming.from", where=words.from_where(one.options[0].sources))]
    if isinstance(one, Change) and not one.taken:
        notes.append(t("incoming.emptied"))
    st.html(words.changed(one).markup + f'<p class="a-diff a-quiet">{escape(joined(notes))}</p>')


def _tick(found: Held, one: Item, key: str) -> None:
    incoming.choose(found, one, 0 if st.session_state[key] else None)


def _slug(one: Item) -> str:
    """Streamlit makes class names of keys."""
    return one.key.replace(":", "_").replace("+", "_new_")


# -- writing --------------------------------------------------------------------------------------


def _writing(found: Held, merge: Merge) -> None:
    taken = sum(incoming.pick_of(found, one) is not None for one in merge.items)
    undecided = sum(not incoming.is_decided(found, one) for one in merge.items)
    if undecided:
        st.warning(t("incoming.undecided", n=undecided), icon=":material/call_split:")
    if st.button(t("incoming.write", n=taken), key="incoming.write", type="primary", icon=":material/save:",
                 disabled=not taken, on_click=incoming.write, args=(found,)):  # fmt: skip
        st.rerun()


def told(id_: str) -> None:
    """What was written, when, and the way back."""
    done = incoming.done(id_)
    if done is None:
        return
    if done.taken_back:
        st.info(t("incoming.taken_back", time=clock(done.applied.at)), icon=":material/undo:")
        if done.kept:
            st.warning(t("incoming.kept", n=done.kept), icon=":material/info:")
    else:
        st.success(
            t("incoming.written", n=len(done.applied.ratings) + len(done.applied.evidence),
              ratings=len(done.applied.ratings), entries=len(done.applied.evidence), time=clock(done.applied.at)),
            icon=":material/check:",
        )  # fmt: skip
    with st.container(horizontal=True):
        if not done.taken_back:
            st.button(t("incoming.take_back"), key="incoming.take_back", icon=":material/undo:",
                      on_click=incoming.take_back, args=(done,))  # fmt: skip
        st.button(t("incoming.close"), key="incoming.close", icon=":material/close:", on_click=incoming.close_done)
