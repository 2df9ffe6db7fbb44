"""Wording of the phone pages: every id that is asked for is defined, in both languages, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessor.ballot import words

HERE = Path(words.__file__).parent
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.py")))
MESSAGES = words.messages()
ROOMS = {"item": "item_page.py", "list": "pages.py", "code": "pages.py", "join": "pages.py", "wait": "pages.py"}
LATIN_ALLOWED = {"ballot.other_language"}


def asked_for(id_: str) -> bool:
    """Named whole, or by the half after the room where a page asks for its own room's words."""
    room, name = id_.split(".")
    if f'"{id_}"' in SOURCES or (room == "notice" and f'"{name.removesuffix("_what")}"' in SOURCES):
        return True
    home = HERE / ROOMS.get(room, "pages.py")
    return (
        re.search(
            rf"""["']({name}|{re.escape(id_)})["']""", SOURCES if id_ in SOURCES else home.read_text(encoding="utf-8")
        )
        is not None
    )


def test_every_wording_is_used_somewhere() -> None:
    phases = {"notice.closed", "notice.revealed", "notice.decided", "notice.unrated"}  # asked for by the item's phase
    left = {id_ for id_ in MESSAGES if not asked_for(id_)}
    assert {id_.removesuffix("_what") for id_ in left} <= phases


def test_every_wording_asked_for_exists() -> None:
    called = set(re.findall(r"""said\(\s*["']([a-z]+\.[a-z_]+)["']""", SOURCES))
    assert len(called) > 40
    assert sorted(called - set(MESSAGES)) == []


@pytest.mark.parametrize("id_", sorted(MESSAGES))
def test_both_wordings_take_the_same_values(id_: str) -> None:
    values = [set(re.findall(r"\{(\w+)", text)) for text in (MESSAGES[id_].zh, MESSAGES[id_].en)]
    assert values[0] == values[1]


@pytest.mark.parametrize("id_", sorted(set(MESSAGES) - LATIN_ALLOWED))
def test_the_chinese_wording_is_chinese_throughout(id_: str) -> None:
    said = re.sub(r"\{\w+[^}]*\}", "", MESSAGES[id_].zh)
    assert re.findall(r"[A-Za-z]{2,}|[,;:!?()]", said) == []


@pytest.mark.parametrize("word", ["排名", "打分", "不合格", "NGO", "投票人", "姓名："])
def test_the_office_register_is_kept(word: str) -> None:
    assert [id_ for id_, said in MESSAGES.items() if word in said.zh] == []
