"""`assessor serve` and `assessor demo`."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Annotated

import typer

from assessor.cli.sources import RubricOption, rubric_at
from assessor.cli.talk import Talk

HostOption = Annotated[str, typer.Option("--host", help="监听地址|Address to listen on")]
PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="端口|Port")]
NoBrowserOption = Annotated[bool, typer.Option("--no-browser", help="不打开浏览器|Do not open the browser")]
WorkshopOption = Annotated[
    bool,
    typer.Option(
        "--workshop",
        help="对内网开放评分页，其余限本机|Open the ballot (/b) to phones on the network; all other pages stay on this machine",
    ),
]
EVERYWHERE = "0.0.0.0"  # noqa: S104 - asked for by the option, and guarded then
LOCAL = ("127.0.0.1", "localhost", "::1")
PATIENCE = 30.0


def serve(
    ctx: typer.Context,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8501,
    no_browser: NoBrowserOption = False,
    workshop: WorkshopOption = False,
    rubric: RubricOption = None,
) -> int:
    if rubric is not None:
        _pages_under(rubric)
    if workshop and host in LOCAL:
        host = EVERYWHERE
    return _serve(ctx.obj, host, port, "", browser=not no_browser, workshop=workshop)


def _pages_under(rubric: Path) -> None:
    """Refuse a faulty rubric before anything is served; the pages read its name from the environment."""
    from assessor.ui.places import RUBRIC

    rubric_at(rubric)
    os.environ[RUBRIC] = str(rubric)


def demo(
    ctx: typer.Context,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8501,
    no_browser: NoBrowserOption = False,
) -> int:
    return _serve(ctx.obj, host, port, "?demo=1", browser=not no_browser)


def _serve(talk: Talk, host: str, port: int, query: str, *, browser: bool, workshop: bool = False) -> int:
    from assessor.ui.server import refuse_taken_port
    from assessor.ui.server import serve as serve_until_stopped

    refuse_taken_port(host, port)
    root = f"http://{address_of(host)}:{port}/"
    talk.note(talk.say(f"网页地址：{root}{query}（按 Ctrl-C 停止）", f"Open {root}{query} (Ctrl-C stops it)"))
    if workshop:
        _tell_phones(talk, host, port)
    elif host not in LOCAL:
        talk.note(talk.say("注意：本机以外的人也能打开，且没有口令；请只在可信的内网使用",
                           "Note: others on the network can open it and there is no password; use it on a trusted network only"))  # fmt: skip
    if browser and can_open_browser():
        threading.Thread(target=_open_when_ready, args=(root, query), daemon=True).start()
    # A service manager stops a service in this way; what uvicorn raises after its shutdown ends here.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    serve_until_stopped(host, port, **({"workshop": True} if workshop else {}))
    return 0


def _tell_phones(talk: Talk, host: str, port: int) -> None:
    from assessor.ballot.address import phone_address

    there = phone_address(port) if host in (EVERYWHERE, "::") else f"http://{address_of(host)}:{port}"
    talk.note(talk.say(f"手机地址：{there}/b（手机须与本机在同一内网；其他页面只在本机打开）",
                       f"For phones: {there}/b (on the same network as this machine; all other pages open here alone)"))  # fmt: skip


def address_of(host: str) -> str:
    """What a browser on this machine must ask for."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def can_open_browser() -> bool:
    """Without a screen a text browser would take over the terminal."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def _open_when_ready(root: str, query: str) -> None:
    import webbrowser
    from urllib.error import URLError
    from urllib.request import urlopen

    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(f"{root}healthz", timeout=1):  # noqa: S310 - our own address
                break
        except (URLError, OSError):
            time.sleep(0.1)
    webbrowser.open(root + query)
