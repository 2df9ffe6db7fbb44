"""The frame round every phone page, and the parts that pages share."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from pathlib import Path

from assessor.ballot.words import TAGS, other, said
from assessor.text import Language

HERE = Path(__file__).parent
STATIC = {"style.css": "text/css; charset=utf-8", "ballot.js": "text/javascript; charset=utf-8"}
REFRESH = 5
"""Seconds after which a waiting page without a script looks again."""


@dataclass(frozen=True)
class Page:
    """What a reply shows: a title and a body of finished HTML."""

    title: str
    body: str
    status: int = 200
    refresh: bool = False
    """Look again by itself: the script does it, and where there is none the browser."""

    here: str = ""
    """The address that shows it again in the other language; where empty, the one that was asked."""

    def with_alert(self, words: str, status: int) -> Page:
        return replace(self, body=alert(words) + self.body, status=status)


@lru_cache(maxsize=1)
def static() -> dict[str, bytes]:
    return {name: (HERE / name).read_bytes() for name in STATIC}


@lru_cache(maxsize=1)
def _version() -> str:
    """Part of the address of style and script, so that phones may keep them and still get new ones."""
    return hashlib.sha256(b"".join(static().values())).hexdigest()[:10]


@lru_cache(maxsize=4)
def _head(language: Language, refresh: bool) -> tuple[str, str]:
    look_again = f'<noscript><meta http-equiv="refresh" content="{REFRESH}"></noscript>' if refresh else ""
    before = (
        f'<!doctype html><html lang="{TAGS[language]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<meta name="format-detection" content="telephone=no">{look_again}'
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="/b/style.css?v={_version()}">'
        f'<script defer src="/b/ballot.js?v={_version()}"></script><title>'
    )
    after = (
        f"{escape(said('ballot.title', language))}</title></head>"
        f'<body data-elsewhere="{escape(said("item.elsewhere", language))}">'
    )
    return before, after


def framed(page: Page, language: Language, asked: str) -> str:
    """The whole document."""
    before, after = _head(language, page.refresh)
    there = other(language)
    here = page.here or asked
    elsewhere = escape(f"{here}{'&' if '?' in here else '?'}lang={there}")
    switch = (
        f'<a class="lang" href="{elsewhere}" lang="{TAGS[there]}" hreflang="{TAGS[there]}">'
        f"{said('ballot.other_language', language)}</a>"
    )
    return (
        f"{before}{escape(page.title)} · {after}<header><p>{escape(said('ballot.title', language))}</p>{switch}"
        f"</header><main>{page.body}</main></body></html>"
    )


def alert(words: str) -> str:
    return f'<p class="alert" role="alert">{escape(words)}</p>'


def button(words: str) -> str:
    return f'<button class="go" type="submit">{escape(words)}</button>'


def way(href: str, words: str, *, main: bool = False) -> str:
    return f'<a class="{"go" if main else "way"}" href="{escape(href)}">{escape(words)}</a>'


def paragraphs(*words: str) -> str:
    return "".join(f"<p>{escape(one)}</p>" for one in words if one)


def notice(language: Language, name: str, *more: str, ways: str = "", status: int = 200, refresh: bool = False) -> Page:
    """A page that says what is the matter, what to do, and leads there."""
    title = said(f"notice.{name}", language)
    body = f"<h1>{escape(title)}</h1>{paragraphs(said(f'notice.{name}_what', language), *more)}"
    return Page(title, f'{body}<nav class="ways">{ways}</nav>' if ways else body, status, refresh)
