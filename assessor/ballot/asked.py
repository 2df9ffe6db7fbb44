"""One request of a phone, and the reply it gets: language, cookies, headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assessor.ballot.frame import Page, framed
from assessor.ballot.words import language_asked
from assessor.errors import FaultyInput
from assessor.text import CONTROLS

if TYPE_CHECKING:
    from starlette.requests import Request

BODY_LIMIT = 16_384
"""Bytes of a form: 300 characters of reason are at most 3,600 of them."""
COOKIE_SECONDS = 60 * 60 * 24 * 31
HEADERS = {
    "cache-control": "no-store",  # going back asks again: what is shown as saved is what is stored
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_SPACES = re.compile(r"\s+")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class TooLong(FaultyInput):
    """More was sent than a form of ours holds."""


class Asked:
    """A request in the terms of the phone pages."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.chosen = request.query_params.get("lang")
        self.language = language_asked(
            self.chosen, request.cookies.get("lang"), request.headers.get("accept-language", "")
        )
        self.json = "application/json" in request.headers.get("accept", "")

    @property
    def session(self) -> str:
        return str(self.request.path_params["ws"])

    @property
    def base(self) -> str:
        return f"/b/{self.session}"

    @property
    def token(self) -> str | None:
        return self.request.cookies.get(f"rater_{self.session}")

    def query(self, name: str) -> str:
        return self.request.query_params.get(name, "")

    async def form(self) -> dict[str, str]:
        """The fields of a form, each once, without what no keyboard types.

        Raises:
            TooLong: larger than any form of ours.
        """
        body = b""
        async for chunk in self.request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                raise TooLong
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        return {name: _tidy(values[-1]) for name, values in fields.items()}

    # -- replies --------------------------------------------------------------------------------

    def page(self, page: Page, **cookies: str) -> Response:
        html = framed(page, self.language, self.request.url.path)
        return self._with(HTMLResponse(html, page.status, HEADERS), cookies)

    def to(self, where: str, **cookies: str) -> Response:
        return self._with(RedirectResponse(where, 303, HEADERS), cookies)

    def told(self, status: int, word: Mapping[str, object]) -> Response:
        return JSONResponse(word, status, HEADERS)

    def _with(self, reply: Response, cookies: Mapping[str, str]) -> Response:
        secure = self.request.url.scheme == "https"
        if self.chosen == self.language:
            cookies = {**cookies, "lang": self.language}
        for name, value in cookies.items():
            if not value:
                reply.delete_cookie(name, path="/b")
                continue
            reply.set_cookie(name, value, COOKIE_SECONDS, path="/b", secure=secure, httponly=True, samesite="lax")
        return reply


def plain_id(words: str) -> bool:
    """Whether it may be the id of a session or an item, and so stand in an address or a cookie's name."""
    return bool(_ID.fullmatch(words))


def _tidy(words: str) -> str:
    return _SPACES.sub(" ", CONTROLS.sub(" ", words)).strip()
