"""The code and the square by which phones join."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import segno
import streamlit as st

from assessor.ui.session import address

GROUP = 4
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def grouped(code: str) -> str:
    """A code as people read it aloud: in fours."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def markup(url: str, alt: str, width: str = "15rem") -> str:
    """The square as an image, dark on white in either theme: a camera must read it."""
    image = segno.make(url, error="m").svg_data_uri(scale=8, border=4, dark="#000", light="#fff")
    return f'<img class="a-qr" src="{escape(image, quote=True)}" alt="{escape(alt, quote=True)}" style="width:{width}">'


def this_machine_only() -> bool:
    """Whether phones cannot reach the server at all, because it listens to its own machine alone."""
    return str(st.get_option("server.address") or "") in LOOPBACK


def base() -> str:
    """The address by which phones reach this machine: the facilitator's own, else the one that was guessed."""
    return (address("at") or guessed()).rstrip("/")


def guessed() -> str:
    from assessor.ballot.address import phone_address

    return phone_address(int(st.get_option("server.port") or 0))


def join_address(link: str) -> str:
    """What the square holds: a link that is too long to be guessed."""
    return f"{base()}/b?{urlencode({'k': link})}"


def short_address() -> str:
    """What people type, before they type the code."""
    return f"{base()}/b"
