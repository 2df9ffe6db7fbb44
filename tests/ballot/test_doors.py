"""What of the server is open to other machines, under which names, and what its log holds."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from assessor.ballot import address
from assessor.cli import run
from assessor.ui import server
from tests.ballot.conftest import words

OWN, OTHER = "192.168.3.7", "192.168.3.20"
Ask = Callable[..., TestClient]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Ask:
    """A client at an address, of a server that opens its phone pages alone to others, unless told otherwise."""
    monkeypatch.setenv("ASSESSOR_DATABASE_URL", str(tmp_path / "real.sqlite"))
    monkeypatch.setenv("ASSESSOR_DEMO_URL", str(tmp_path / "demo.sqlite"))
    monkeypatch.setattr("assessor.ui.session.real_workspace", _workspace(tmp_path / "real.sqlite"))
    allowed = ["localhost", "127.0.0.1"]
    monkeypatch.setattr(server.st, "get_option", lambda name: allowed if name == "server.allowedHosts" else None)

    async def page(_: object) -> HTMLResponse:
        return HTMLResponse('<html lang="en"><head><title>Streamlit</title></head></html>')

    async def socket(opened: Any) -> None:
        await opened.accept()
        await opened.close()

    def at(client: str, host: str = OWN, *, workshop: bool = True) -> TestClient:
        made = server.parts(workshop=workshop)
        rest = [WebSocketRoute("/_stcore/stream", socket), Route("/{path:path}", page)]
        app = Starlette(routes=[*made["routes"], *rest], middleware=made["middleware"])
        return TestClient(_as_if(app, client), base_url=f"http://{host}:8501")

    return at


def _workspace(path: Any) -> Callable[[], Any]:
    from functools import lru_cache

    from assessor.assessments import Workspace

    return lru_cache(maxsize=1)(lambda: Workspace.open(path))


def _as_if(app: Any, client: str) -> Any:
    """The app as it is asked from an address; it listens at `OWN`."""

    async def asked(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] in ("http", "websocket"):
            at = "127.0.0.1" if client == "127.0.0.1" else OWN
            scope = {**scope, "client": (client, 50_000), "server": (at, 8501)}
        await app(scope, receive, send)

    return asked


PAGES = ("/", "/results", "/static/js/main.js", "/media/x.xlsx", "/_stcore/host-config", "/component/x/y.js")


@pytest.mark.parametrize("path", PAGES)
def test_another_machine_is_shown_the_way_to_the_ballot_and_nothing_else(ask: Ask, path: str) -> None:
    reply = ask(OTHER).get(path, follow_redirects=False)
    assert reply.status_code == 403
    assert "本机只对外开放评分页" in words(reply.text)
    assert "Only the ballot is open" in words(reply.text)
    assert 'href="/b"' in reply.text
    assert "Streamlit" not in reply.text


@pytest.mark.parametrize("path", ["/b", "/b/style.css", "/healthz"])
def test_another_machine_reaches_the_ballot_and_health(ask: Ask, path: str) -> None:
    assert ask(OTHER).get(path).status_code == 200


@pytest.mark.parametrize(("client", "host"), [("127.0.0.1", "127.0.0.1"), (OWN, OWN)])
def test_this_machine_reaches_everything_by_loopback_and_by_its_own_address(ask: Ask, client: str, host: str) -> None:
    asking = ask(client, host)
    assert asking.get("/results").status_code == 200
    with asking.websocket_connect("/_stcore/stream"):
        pass


def test_sockets_of_the_pages_do_not_open_to_another_machine(ask: Ask) -> None:
    with pytest.raises(WebSocketDisconnect), ask(OTHER).websocket_connect("/_stcore/stream"):
        pass


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-real-ip", "forwarded"])
def test_a_header_makes_nobody_local(ask: Ask, header: str) -> None:
    assert ask(OTHER).get("/results", headers={header: "127.0.0.1"}).status_code == 403
    assert ask("127.0.0.1", "127.0.0.1").get("/results", headers={header: OTHER}).status_code == 403


def test_a_foreign_name_for_this_machine_reaches_no_page(ask: Ask) -> None:
    assert ask("127.0.0.1", "evil.example").get("/results").status_code == 400
    assert ask(OTHER, "evil.example").get("/results").status_code == 403
    assert ask(OTHER, "meeting-room.local").get("/b").status_code == 200


def test_without_the_option_the_ballot_is_as_closed_as_the_pages(ask: Ask) -> None:
    assert ask(OTHER, "evil.example", workshop=False).get("/b").status_code == 400
    here = ask("127.0.0.1", "127.0.0.1", workshop=False)
    assert here.get("/b").status_code == here.get("/results").status_code == 200


def test_the_ballot_keeps_its_own_words_and_rules(ask: Ask) -> None:
    reply = ask(OTHER).get("/b?lang=en", headers={"accept-encoding": "gzip"})
    assert "Join code" in words(reply.text)
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    assert "content-encoding" not in reply.headers


@pytest.mark.parametrize(
    ("client", "own", "local"),
    [
        ("127.0.0.1", "127.0.0.1", True), ("::1", "::1", True), ("::ffff:127.0.0.1", "::", True), (OWN, OWN, True),
        (f"::ffff:{OWN}", OWN, True), (OTHER, OWN, False), (f"::ffff:{OTHER}", OWN, False), ("testclient", OWN, False),
    ],
)  # fmt: skip
def test_whoever_has_the_servers_own_address_sits_at_it(client: str, own: str, local: bool) -> None:
    scope: Any = {"headers": [], "client": (client, 1), "server": (own, 8501)}
    assert address.from_this_machine(scope) is local


def test_the_address_for_phones_is_one_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert address.phone_address(8501).startswith("http://")
    assert address.phone_address(8501).endswith(":8501")
    monkeypatch.setattr(address, "_ELSEWHERE", ("not an address",))
    assert address.phone_address(9) == "http://127.0.0.1:9"


def test_a_log_of_requests_leaves_the_phones_out(caplog: pytest.LogCaptureFixture) -> None:
    server.parts()
    server.parts()
    log = logging.getLogger("uvicorn.access")
    line = '%s - "%s %s HTTP/%s" %d'
    with caplog.at_level(logging.INFO, logger="uvicorn.access"):
        log.info(line, "127.0.0.1:1", "POST", "/b/w1/i/A1-1", "1.1", 303)
        log.info(line, "127.0.0.1:1", "GET", "/b", "1.1", 200)
        log.info(line, "127.0.0.1:1", "GET", "/board", "1.1", 200)
    assert [one.args[2] for one in caplog.records if isinstance(one.args, tuple)] == ["/board"]


@pytest.mark.parametrize(
    ("host", "workshop", "allowed"),
    [
        ("127.0.0.1", False, ["127.0.0.1", "localhost"]),
        ("0.0.0.0", False, []),
        ("0.0.0.0", True, ["127.0.0.1", OWN, "localhost"]),
    ],
)
def test_serving_opens_what_was_asked_for_and_keeps_phones_connected(
    monkeypatch: pytest.MonkeyPatch, host: str, workshop: bool, allowed: list[str]
) -> None:
    asked: dict[str, Any] = {}
    config = uvicorn.Config
    monkeypatch.setattr(server, "refuse_taken_port", lambda *_: None)
    monkeypatch.setattr(server.gc, "freeze", lambda: None)
    monkeypatch.setattr(server, "lan_address", lambda: OWN)
    monkeypatch.setattr(st.App, "run", lambda _, config: asked.update(config))
    try:
        server.serve(host, 8501, workshop=workshop)
        assert uvicorn.Config("x:y").timeout_keep_alive == 75
    finally:
        uvicorn.Config = config  # type: ignore[misc]  # as it was
    assert asked["server.address"] == host
    assert asked["server.allowedHosts"] == allowed


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ((), (("127.0.0.1", 8765), {})),
        (("--workshop",), (("0.0.0.0", 8765), {"workshop": True})),
        (("--workshop", "--host", OWN), ((OWN, 8765), {"workshop": True})),
        (("--host", "0.0.0.0"), (("0.0.0.0", 8765), {})),
    ],
)
def test_the_command_opens_the_ballot_to_phones_and_tells_their_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: tuple[str, ...], asked: object
) -> None:
    seen: list[object] = []
    monkeypatch.setattr("assessor.ui.server.refuse_taken_port", lambda *_: None)
    monkeypatch.setattr("assessor.ui.server.serve", lambda *args, **named: seen.append((args, named)))
    monkeypatch.setattr(address, "lan_address", lambda: OWN)
    monkeypatch.setattr("assessor.cli.serving.signal.signal", lambda *_: None)
    assert run(["--lang", "zh", "serve", "--port", "8765", "--no-browser", *given]) == 0
    assert seen == [asked]
    said = capsys.readouterr().err
    assert (f"手机地址：http://{OWN}:8765/b" in said) is ("--workshop" in given)
    assert ("本机以外的人也能打开" in said) is (given == ("--host", "0.0.0.0"))


def test_the_help_says_what_the_option_opens(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--lang", "zh", "serve", "--help"])
    told = re.sub(r"[\s│]", "", capsys.readouterr().out)
    assert "对内网开放评分页，其余限本机" in told
