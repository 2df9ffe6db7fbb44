"""Files that departments filled in, on their way into the open assessment. Nothing is written before it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import streamlit as st

from assessor.assessment import Evidence, Rating
from assessor.assessments import Applied, Merge
from assessor.errors import AssessorError, Stale
from assessor.merging import Change, Conflict, Option, evidence_key, reversal
from assessor.ui.session import actor, is_demo, workspace

Item = Change[Rating] | Change[Evidence] | Conflict[Rating] | Conflict[Evidence]
_HELD, _DONE, _TURN = "incoming.held", "incoming.done", "incoming.turn"
FOLD = "incoming.fold"


@dataclass
class Held:
    """Files handed to one assessment, what they would change, and what has been chosen of it so far."""

    id: str
    demo: bool
    handed: dict[str, bytes] = field(default_factory=dict)
    """Files that stay whatever the uploader holds."""
    uploaded: dict[str, bytes] = field(default_factory=dict)
    of_another: bool = False
    merge: Merge | None = None
    picks: dict[str, tuple[Item, int | None]] = field(default_factory=dict)
    """What was chosen, and of what: a choice among other values is no choice among these."""
    trouble: AssessorError | None = None

    @property
    def files(self) -> dict[str, bytes]:
        return together(self.handed, self.uploaded)


@dataclass(frozen=True)
class Done:
    """An import that was written, so that it can be taken back."""

    id: str
    demo: bool
    merge: Merge
    picks: Mapping[str, int | None]
    applied: Applied
    taken_back: bool = False
    kept: int = 0
    """Items that were changed again since and therefore stayed."""


def together(first: Mapping[str, bytes], then: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files of both; the same file once, another of the same name under a number."""
    found = dict(first)
    for name, data in then.items():
        if data not in found.values():
            found[_free(name, found)] = data
    return found


def named(given: list[tuple[str, bytes]]) -> dict[str, bytes]:
    """Two departments may send files of the same name."""
    found: dict[str, bytes] = {}
    for name, data in given:
        found = together(found, {name: data})
    return found


def _free(name: str, taken: Mapping[str, bytes]) -> str:
    path, n, free = PurePath(name), 1, name
    while free in taken:
        n += 1
        free = f"{path.stem}（{n}）{path.suffix}"
    return free


# -- holding --------------------------------------------------------------------------------------


def held(id_: str) -> Held | None:
    """What waits to be imported into this assessment."""
    found: Held | None = st.session_state.get(_HELD)
    return found if found is not None and found.files and (found.id, found.demo) == (id_, is_demo()) else None


def hand_over(id_: str, files: Mapping[str, bytes], *, demo: bool, of_another: bool = False) -> None:
    """From another page: the files wait on the Assess page, whose fold stands open."""
    st.session_state[_HELD] = Held(id_, demo, handed=dict(files), of_another=of_another)
    st.session_state[FOLD] = True


def upload_key() -> str:
    """Another one empties the uploader."""
    return f"incoming.upload.{st.session_state.get(_TURN, 0)}"


def take_uploaded(id_: str, key: str) -> None:
    """The uploader was changed by hand."""
    found = st.session_state.get(_HELD)
    if not isinstance(found, Held) or (found.id, found.demo) != (id_, is_demo()):
        found = Held(id_, is_demo())
    found.uploaded = named([(one.name, one.getvalue()) for one in st.session_state[key] or []])
    found.merge = None
    st.session_state[_HELD] = found
    st.session_state.pop(_DONE, None)


def keep_uploaded(found: Held) -> None:
    """The page was left and the uploader came back empty: its files stay."""
    found.handed, found.uploaded = found.files, {}


def drop() -> None:
    st.session_state.pop(_HELD, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state[FOLD] = False


def allow_another(found: Held, allowed: bool) -> None:
    found.of_another, found.merge = allowed, None


def look(found: Held) -> Merge:
    """What the files would change; they are read once."""
    if found.merge is None:
        found.merge = workspace().preview_import(found.id, found.files, of_another=found.of_another)
    return found.merge


# -- choosing -------------------------------------------------------------------------------------


def pick_of(found: Held, one: Item) -> int | None:
    """The option taken, or None: what stands here stays."""
    kept = found.picks.get(one.key)
    if kept is not None and _same_question(kept[0], one):
        return kept[1]
    return 0 if isinstance(one, Change) and one.taken else None


def options_of(one: Item) -> tuple[Option[Rating] | Option[Evidence], ...]:
    return (*one.options,)


def is_decided(found: Held, one: Item) -> bool:
    kept = found.picks.get(one.key)
    return isinstance(one, Change) or (kept is not None and _same_question(kept[0], one))


def choose(found: Held, one: Item, pick: int | None) -> None:
    found.picks[one.key] = (one, pick)


def _same_question(then: Item, now: Item) -> bool:
    return (type(then), then.old, [one.value for one in then.options]) == (
        type(now),
        now.old,
        [one.value for one in now.options],
    )


# -- writing --------------------------------------------------------------------------------------


def write(found: Held) -> None:
    """Everything chosen, or nothing. Whatever stands in the way leaves files and choices as they are."""
    merge = found.merge
    if merge is None:
        return
    picks = {one.key: pick_of(found, one) for one in merge.items}
    open_questions = any(not is_decided(found, one) for one in merge.items)
    found.trouble = None
    try:
        applied = workspace().apply_import(found.id, merge, picks, actor())
    except Stale as stale:
        found.trouble, found.merge = stale, None
        return
    except AssessorError as error:
        found.trouble = error
        return
    st.session_state[_DONE] = Done(found.id, found.demo, merge, picks, applied)
    if open_questions:
        found.merge = None
    else:
        drop()


def done(id_: str) -> Done | None:
    found: Done | None = st.session_state.get(_DONE)
    return found if found is not None and (found.id, found.demo) == (id_, is_demo()) else None


def close_done() -> None:
    st.session_state.pop(_DONE, None)


def take_back(finished: Done) -> None:
    """Put back what stood before an import, except where it was changed again since: one transaction, or nothing."""
    try:
        now = workspace().opened(finished.id)
        versions = now.rating_versions | {evidence_key(id_): n for id_, n in now.evidence_versions.items()}
        merge, kept = reversal(finished.merge, finished.picks, finished.applied.evidence, now.assessment, versions)
        workspace().apply_import(finished.id, merge, dict.fromkeys((one.key for one in merge.items), 0), actor())
    except AssessorError as error:
        st.session_state["assess.said"] = error
        return
    st.session_state[_DONE] = replace(finished, taken_back=True, kept=kept)
