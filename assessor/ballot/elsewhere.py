"""What another machine sees that asks for a page of the office's own: where the phone pages are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessor.ballot.asked import Asked
from assessor.ballot.frame import Page, paragraphs, way
from assessor.ballot.words import TAGS, said
from assessor.text import LANGUAGES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def only_here(request: Request) -> Response:
    """In both languages, for nobody has chosen one yet."""
    halves = [
        f'<div lang="{TAGS[one]}"><h2>{said("elsewhere.title", one)}</h2>{paragraphs(said("elsewhere.what", one))}'
        f"{way('/b', said('elsewhere.go', one), main=True)}</div>"
        for one in LANGUAGES
    ]
    asked = Asked(request)
    title = said("ballot.title", asked.language)
    return asked.page(Page(title, f"<h1>{title}</h1>{''.join(halves)}", 403))
