"""Texts in a workbook's file: what is read by the rules of the format is what was written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.workbooks.strings import escaped


def read(stored: str) -> str:
    """As a spreadsheet reads it: from left to right, no escape sharing a sign with another."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda at: chr(int(at[1], 16)), stored)


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("_x05FfD3=\0\r"))
def test_every_text_comes_back(text: str) -> None:
    assert read(escaped(text)) == text
    assert not re.search("[\x00-\x08\x0b-\x1f\ufffe\uffff]", escaped(text))


@pytest.mark.parametrize("text", ["_x005F_x003D_", "_x003D_x003D_x003D_", "__x0041__", "<r>_x0041_</r>"])
def test_escapes_that_share_an_underscore_are_all_protected(text: str) -> None:
    assert read(escaped(text)) == text


@pytest.mark.parametrize("text", ["", "甲", "_x", "_x00_", "x005F_", "_x005G_", "a\tb\nc"])
def test_other_text_is_stored_as_it_is(text: str) -> None:
    assert escaped(text) == text
