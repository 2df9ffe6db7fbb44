"""Wording: every id that a page asks for is defined, and every defined id is asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessor.files.messages import load_messages

UI = Path(__file__).parent.parent.parent / "assessor" / "ui"
MESSAGES = load_messages(UI / "messages")
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(UI.rglob("*.py")))
QUOTED = set(re.findall(r"""["']([a-z]+\.[a-z0-9_.]+)["']""", SOURCES))
TEMPLATES = [found for _, found in re.findall(r"""f(["'])([a-z]+\.(?:(?!\1).)*\{(?:(?!\1).)*)\1""", SOURCES)]
COMPUTED = [
    re.compile("".join(r"(\w+)" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", one)))
    for one in set(TEMPLATES)
]
WORDS = set(
    re.findall(r"""["'](\w+)["']""", "\n".join(path.read_text(encoding="utf-8") for path in UI.parent.rglob("*.py")))
)
LATIN_ALLOWED = {"app.other_language"}


def asked_for(id_: str) -> bool:
    """By its own name, or by one put together of a word that stands somewhere in the program."""
    put_together = (found.groups() for one in COMPUTED if (found := one.fullmatch(id_)))
    return id_ in QUOTED or any(WORDS.issuperset(words) for words in put_together)


def test_every_wording_is_used_somewhere() -> None:
    assert [id_ for id_ in MESSAGES if not asked_for(id_)] == []


@pytest.mark.parametrize("id_", ["workshop.nobody_asks_for_it", "workshop.kind_nobody_knows", "board.nobody"])
def test_a_wording_that_nobody_asks_for_would_be_noticed(id_: str) -> None:
    assert not asked_for(id_)


def test_every_wording_asked_for_exists() -> None:
    called = set(re.findall(r"""\bt\(\s*["']([a-z]+\.[a-z0-9_.]+)["']""", SOURCES))
    assert sorted(called - set(MESSAGES)) == []


@pytest.mark.parametrize("id_", sorted(MESSAGES))
def test_both_wordings_take_the_same_values(id_: str) -> None:
    said = MESSAGES[id_]
    values = [set(re.findall(r"\{(\w+)", text)) for text in (said.zh, said.en)]
    assert values[0] == values[1]


@pytest.mark.parametrize("id_", sorted(set(MESSAGES) - LATIN_ALLOWED))
def test_the_chinese_wording_holds_no_english_word(id_: str) -> None:
    words = re.findall(r"[A-Za-z]{3,}", re.sub(r"\{\w+[^}]*\}|“[^”]*”", "", MESSAGES[id_].zh))
    assert [word for word in words if word not in {"JSON", "CSV", "Excel", "Word", "YAML", "UTF", "xlsx", "MiB"}] == []


@pytest.mark.parametrize("word", ["排名", "打分", "不合格", "NGO"])
def test_the_office_register_is_kept(word: str) -> None:
    assert [id_ for id_, said in MESSAGES.items() if word in said.zh and "不" not in said.zh] == []
