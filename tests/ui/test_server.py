"""The app round the pages: who may ask, what it answers, what it tells the browser."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.server import ServerState

from assessor.errors import PortInUse
from assessor.files.resources import settings_file
from assessor.ui import server
from tests.loops import run_apart

PAGE = '<html lang="en"><head><title>Streamlit</title></head></html>'


@pytest.fixture
def client() -> Iterator[TestClient]:
    async def page(_: object) -> HTMLResponse:
        return HTMLResponse(PAGE)

    made = server.parts()
    app = Starlette(routes=[*made["routes"], Route("/{path:path}", page)], middleware=made["middleware"])
    before = st.get_option("server.allowedHosts")
    st.config.set_option("server.allowedHosts", ["localhost", "127.0.0.1"])
    with TestClient(app, base_url="http://127.0.0.1:8501") as asking:
        yield asking
    st.config.set_option("server.allowedHosts", before)


def test_the_page_is_in_chinese_unless_english_is_asked_for(client: TestClient) -> None:
    assert '<html lang="zh-CN">' in client.get("/").text
    assert '<html lang="en">' in client.get("/?lang=en").text
    assert "Streamlit" not in client.get("/results").text


def test_nothing_may_be_loaded_from_outside(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    assert client.get("/").headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "", "localhost@evil"])
def test_a_page_asked_for_under_another_name_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400
    assert client.get("/healthz", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "127.0.0.1:9"])
def test_this_machine_may_ask(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).json() == {"ok": True}


def test_an_operator_who_opens_it_to_all_names_turns_the_check_off(client: TestClient) -> None:
    st.config.set_option("server.allowedHosts", [])
    assert client.get("/", headers={"host": "office.example"}).status_code == 200


def test_a_mistyped_page_leads_to_the_start_page_and_keeps_the_language(client: TestClient) -> None:
    reply = client.get("/nowhere?lang=en", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (307, "/?lang=en")


def test_the_safe_settings_hold() -> None:
    options = server.options()
    assert settings_file() == Path(__file__).parents[2] / ".streamlit" / "config.toml"
    assert options["server.address"] == "127.0.0.1"
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "none"
    assert options["client.disableDataExport"] is True
    assert options["server.maxUploadSize"] == 10
    assert options["server.enableStaticServing"] is False


def test_a_taken_port_is_named_with_another_to_try() -> None:
    import socket

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(PortInUse, match=f"--port {port + 1}"):
            server.refuse_taken_port("127.0.0.1", port)


@pytest.mark.parametrize(("protocol", "at_once"), [(server.Prompt, 1), (AutoHTTPProtocol, 0)])
def test_a_reply_over_a_kept_connection_does_not_wait_for_its_own_head(protocol: Any, at_once: int) -> None:
    """On a socket made as Streamlit makes it; the second protocol shows that it is needed."""
    seen = []

    async def app(scope: Any, _: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    def connected() -> Any:
        made = protocol(config=config, server_state=ServerState(), app_state={})
        seen.append(made)
        return made

    async def asked() -> int:
        served = await asyncio.get_running_loop().create_server(connected, sock=socket.create_server(("127.0.0.1", 0)))
        reader, writer = await asyncio.open_connection(*served.sockets[0].getsockname())
        writer.write(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 204")
        option = seen[0].transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        writer.close()
        await writer.wait_closed()
        served.close()
        return int(bool(option))

    config = uvicorn.Config(app, lifespan="off", log_config=None)
    config.load()
    assert run_apart(asked()) == at_once
