"""The ASGI app round the pages: phone pages, health routes, security headers, who may ask, the page's language."""

from __future__ import annotations

import asyncio
import base64
import gc
import hashlib
import logging
import re
import socket
import sys
import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import streamlit as st
import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from assessor import demo
from assessor.ballot import routes as phones
from assessor.ballot.address import asks_by_own_address, from_this_machine, lan_address
from assessor.ballot.elsewhere import only_here
from assessor.errors import PortInUse
from assessor.files.resources import settings_file
from assessor.text import say
from assessor.ui import crash
from assessor.ui.places import ALONE, PAGES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assessor.workshops import Workshops

MAIN = Path(__file__).resolve().parent / "main.py"
TURN_SECONDS = 0.0005
"""How long a busy thread keeps the interpreter. Storing one ballot asks for it a dozen times: at Python's own 5 ms it
took 32 ms beside a busy thread, at this 2 ms, and the busy thread gets on as quickly."""
KEEP_ALIVE = 75
"""Seconds: phones ask rarely, and after uvicorn's own 5 some would send into a connection that is just being closed."""
_HEALTH = ("/healthz", "/readyz")
_ASSETS = ("/static/", "/_stcore/", "/media/", "/component/")
# Set by a tag in the page when the language is switched without a reload; hashed for the policy below.
LANG_SCRIPTS = {lang: f"document.documentElement.lang='{tag}'" for lang, tag in (("zh", "zh-CN"), ("en", "en"))}
# Keys pressed faster than the page can follow are refused aloud. Hashed likewise.
KEY_SCRIPT = (Path(__file__).resolve().parent / "keys.js").read_text(encoding="utf-8")


def _sha256(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def _content_policy() -> str:
    """Nothing from outside the machine, and no script but Streamlit's own and those above."""
    index = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", index, re.DOTALL)
    hashes = " ".join(_sha256(script) for script in [*inline, *LANG_SCRIPTS.values(), KEY_SCRIPT])
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )


class Shell:
    """Adds security headers and tells the browser the page's language, which Streamlit fixes to English."""

    def __init__(self, app: ASGIApp, *, workshop: bool = False) -> None:
        self.app = app
        self.workshop = workshop
        """Other machines reach the phone pages and the health routes alone."""
        self.headers = [
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"content-security-policy", _content_policy().encode()),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        phone = is_phone_page(scope["path"])
        if self.workshop and not phone and scope["path"] not in _HEALTH and not from_this_machine(scope):
            await _refuse(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if not (_host_allowed(scope) or (self.workshop and (phone or _asks_by_own_address(scope)))):
            await PlainTextResponse("unknown host", status_code=400)(scope, receive, send)
            return
        if phone:  # it brings its own headers and words; packing a few kilobytes costs more than sending them
            headers = [one for one in scope["headers"] if one[0] != b"accept-encoding"]
            await self.app({**scope, "headers": headers}, receive, send)
            return
        if _leads_nowhere(scope["path"]):
            query = scope.get("query_string", b"").decode("latin-1")
            await RedirectResponse("/?" + query if query else "/")(scope, receive, send)
            return
        page = not scope["path"].startswith(_ASSETS)
        if page:  # the page must arrive whole and uncompressed to be changed
            unwanted = {b"accept-encoding", b"range", b"if-none-match", b"if-modified-since"}
            scope = {**scope, "headers": [h for h in scope["headers"] if h[0] not in unwanted]}
        await self.app(scope, receive, _Reply(send, self.headers, rewrite=page, english=_asks_english(scope)))


def is_phone_page(path: str) -> bool:
    return path == "/b" or path.startswith("/b/")


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """To another machine: where the phone pages are. Its sockets are closed before they open."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await only_here(Request(scope))(scope, receive, send)


def _host(scope: Scope) -> str:
    host: str = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name.strip("[]").lower()


def _host_allowed(scope: Scope) -> bool:
    """Streamlit checks the Host header of the page's socket only; a page under another name is refused as well,
    so that no foreign site can pass itself off as this machine."""
    allowed = st.get_option("server.allowedHosts")
    return not allowed or _host(scope) in allowed


def _asks_by_own_address(scope: Scope) -> bool:
    return asks_by_own_address(scope, _host(scope))


def _leads_nowhere(path: str) -> bool:
    """A mistyped page, or the first page by its name: Streamlit would answer with an English dialog."""
    name = path.strip("/")
    known = {*list(PAGES)[1:], *ALONE, "healthz", "readyz", "favicon.png", ""}
    return "/" not in name and "." not in name and name not in known


def _asks_english(scope: Scope) -> bool:
    return parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang") == ["en"]


class _Reply:
    """Passes a reply on with our headers; an HTML page is held back, changed and sent as one."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]], *, rewrite: bool, english: bool) -> None:
        self.send, self.headers, self.rewrite, self.english = send, headers, rewrite, english
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = dict(self.headers)
            kept = [h for h in message["headers"] if h[0].lower() not in ours]
            message = {**message, "headers": kept + self.headers}
            if self.rewrite and dict(kept).get(b"content-type", b"").startswith(b"text/html"):
                self.start = message
                return
        elif message["type"] == "http.response.body" and self.start is not None:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page(self.start)
            return
        await self.send(message)

    async def _send_page(self, start: Message) -> None:
        lang, title = ("en", "City coordination") if self.english else ("zh-CN", "城市对外交往统筹机制评估")
        page = self.body.replace(b'<html lang="en">', f'<html lang="{lang}">'.encode(), 1)
        page = page.replace(b"<title>Streamlit</title>", f"<title>{title}</title>".encode(), 1)
        gone = {b"content-length", b"etag", b"last-modified"}
        kept = [h for h in start["headers"] if h[0].lower() not in gone]
        await self.send({**start, "headers": [*kept, (b"content-length", str(len(page)).encode())]})
        await self.send({"type": "http.response.body", "body": page})


async def healthz(_: Request) -> JSONResponse:
    """The process lives."""
    return JSONResponse({"ok": True})


async def readyz(_: Request) -> JSONResponse:
    """The database answers."""
    from assessor.ui.session import real_workspace

    try:
        ready, why = await run_in_threadpool(lambda: real_workspace().ready())
    except Exception as error:  # a probe reports any fault, it never raises
        return JSONResponse({"ok": False, "why": type(error).__name__}, status_code=503)
    return JSONResponse({"ok": ready, "why": why.en}, status_code=200 if ready else 503)


def parts(*, workshop: bool = False) -> dict[str, Any]:
    """What `st.App` takes besides the script. `workshop`: the pages answer to this machine only."""
    _leave_phones_out_of_the_log()
    sys.setswitchinterval(TURN_SECONDS)
    return {
        "routes": [Route("/healthz", healthz), Route("/readyz", readyz), *phones.routes(_houses())],
        "middleware": [Middleware(Shell, workshop=workshop)],
        "on_script_error": crash.show,
    }


def _houses() -> Callable[[], Sequence[Workshops]]:
    """The databases in which phones look for their session: the real one, and that of the samples once there is one."""

    @lru_cache(maxsize=2)
    def opened(samples: bool) -> Workshops:
        from assessor.ui.session import demo_workspace, real_workspace
        from assessor.workshops import Workshops

        return Workshops(demo_workspace() if samples else real_workspace())

    def houses() -> Sequence[Workshops]:
        return (opened(False), opened(True)) if demo.exists() else (opened(False),)

    return houses


def _leave_phones_out_of_the_log() -> None:
    """A list of requests to phone pages would be a record of who answered when. Streamlit keeps none; other servers may."""
    access = logging.getLogger("uvicorn.access")
    if not any(isinstance(one, _NoPhones) for one in access.filters):
        access.addFilter(_NoPhones())


class _NoPhones(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        asked = record.args
        return not (isinstance(asked, tuple) and any(isinstance(one, str) and is_phone_page(one) for one in asked))


def options() -> dict[str, Any]:
    """The settings file as flat Streamlit options; unknown names are refused by Streamlit at start."""
    with settings_file().open("rb") as file:
        return dict(_flat(tomllib.load(file), ""))


def _flat(table: dict[str, Any], prefix: str) -> list[tuple[str, Any]]:
    pairs = []
    for key, value in table.items():
        pairs += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
    return pairs


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise PortInUse.because(
                say(f"端口 {port} 已被占用或不可用", f"port {port} is in use or not available"),
                say(f"换一个端口,例如 --port {port + 1},或先关闭占用它的程序",
                    f"choose another one, e.g. --port {port + 1}, or close the program that holds it"),
                place=f"{host}:{port}",
            ) from fault  # fmt: skip


class Prompt(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # a name for whichever of two classes is installed
    """Sends each part of a reply at once. On the socket that Streamlit hands to uvicorn nobody asks for that, and
    a page over a kept connection waits 40 ms until the reader has acknowledged its head."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)


def serve(host: str, port: int, *, workshop: bool = False) -> None:
    """Serve pages and routes until stopped."""
    refuse_taken_port(host, port)
    app = st.App(MAIN, **parts(workshop=workshop))
    uvicorn.Config = partial(uvicorn.Config, timeout_keep_alive=KEEP_ALIVE, http=Prompt)  # type: ignore[misc, assignment]  # Streamlit offers no options for them
    gc.collect()
    gc.freeze()  # what is imported stays: later collections need not walk it
    app.run(
        config={
            **options(),
            "server.address": host,
            "server.port": port,
            "server.headless": True,
            "server.allowedHosts": _allowed_hosts(host, workshop=workshop),
        }
    )


def _allowed_hosts(host: str, *, workshop: bool) -> list[str]:
    own = sorted({"localhost", "127.0.0.1", host})
    if workshop:
        return sorted({*own, lan_address() or "127.0.0.1"} - {"0.0.0.0", "::"})  # noqa: S104 - taken out, not bound
    return own if host != "0.0.0.0" else []  # noqa: S104 - compared, not bound
