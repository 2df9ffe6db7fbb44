"""A real server with phones and screens of which every byte is kept, and ways to take one of its guards out."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from assessor.assessments import Workspace
from assessor.city import CityProfile
from assessor.workshop import Plan, default_groups
from assessor.workshops import OpenedWorkshop, Workshops
from tests.benchmarks.rooms import Serving

ITEMS = ("C1-1", "C2-1", "C4-4")
"""All groups may rate them."""
PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Hall:
    """A database with one session, and the facilitator who takes its steps in a process of their own."""

    database: Path
    assessment: str
    id: str
    workspace: Workspace
    workshops: Workshops
    actor: str = "facilitator"

    @classmethod
    def prepared(cls, database: Path, items: tuple[str, ...] = ITEMS, **plan: Any) -> Hall:
        workspace = Workspace.open(database)
        city = CityProfile(id="xingang", name="新港市", fictional=True)
        id_ = workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")
        listed = {"title": "涉外社会组织名录", "date": date(2025, 3, 1), "holder": "民政局", "grade": "E2"}
        workspace.add_evidence(id_, **listed, indicators=[items[0]], actor="office")  # type: ignore[arg-type]  # as listed
        workshops = Workshops(workspace)
        wanted = Plan(items=items, **{"variant": "own", "groups": default_groups(), **plan})
        session = workshops.prepare(id_, wanted, hours=8, actor=cls.actor)
        return cls(database, id_, session, workspace, workshops)

    @classmethod
    def opened(cls, database: Path) -> Hall:
        workspace = Workspace.open(database)
        workshops = Workshops(workspace)
        assessment = workspace.summaries()[0].id
        return cls(database, assessment, workshops.sessions(assessment)[0].id, workspace, workshops)

    @property
    def now(self) -> OpenedWorkshop:
        return self.workshops.opened(self.id)

    @property
    def code(self) -> str:
        return self.now.code or ""

    @property
    def link(self) -> str:
        return self.now.link or ""

    def step(self, name: str, *given: Any, **named: Any) -> None:
        getattr(self.workshops, name)(self.id, *given, **named, expected=self.now.version, actor=self.actor)

    def reveal(self, *items: str) -> None:
        self.step("close_items", items)
        self.step("reveal_items", items)

    def mark(self, token: str) -> str:
        rater = self.workshops.rater(self.id, token)
        assert rater is not None
        return rater.mark

    def close(self) -> None:
        self.workspace.store.close()


@contextmanager
def serving(database: Path, port: int | None = None, *, hook: str = "") -> Iterator[Serving]:
    """`assessor serve` on a database. `hook`: what is done in its process before it starts, such as taking a guard out."""
    server = Serving(database, port or free_port())
    with pytest.MonkeyPatch.context() as patch:
        if hook:
            folder = database.with_suffix(".hook")
            folder.mkdir(exist_ok=True)
            (folder / "sitecustomize.py").write_text(hook, encoding="utf-8")
            patch.setenv("PYTHONPATH", str(folder))
        server.start()
    try:
        yield server
    finally:
        server.end()


def log_of(server: Serving) -> str:
    return server.database.with_suffix(".log").read_text(encoding="utf-8")


@dataclass
class Reply:
    status: int
    location: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def key(self) -> str:
        found = re.search(r'name="key" value="([^"]+)"', self.text)
        assert found, "the page shows no form"
        return found[1]


@dataclass
class Tapped:
    """A rater's phone. Keeps all that it hears."""

    port: int
    session: str
    heard: bytearray = field(default_factory=bytearray)
    cookies: dict[str, str] = field(default_factory=dict)
    wire: socket.socket | None = None

    @property
    def token(self) -> str:
        return self.cookies[f"rater_{self.session}"]

    def get(self, path: str, *, json: bool = False) -> Reply:
        return self._asked("GET", path, b"", json)

    def post(self, path: str, fields: Mapping[str, str], *, json: bool = False) -> Reply:
        return self._asked("POST", path, urlencode(fields).encode(), json)

    def follow(self, reply: Reply) -> Reply:
        while reply.status == 303:
            reply = self.get(reply.location)
        return reply

    def at(self, rest: str = "") -> str:
        return f"/b/{self.session}{rest}"

    def join(self, field_: str, invitation: str, group: str, unit: str = "") -> None:
        if field_ == "code":
            assert self.post("/b/code", {"code": invitation}).status == 200
        else:
            assert self.get(f"/b?k={invitation}").status == 200
        reply = self.post("/b/join", {field_: invitation, "group": group, "unit": unit})
        assert (reply.status, reply.location) == (303, self.at())

    def answer(self, item: str, level: object, reason: str = "", *, json: bool = False) -> Reply:
        """Look at the item, answer it, and send the same again as a phone with bad reception does."""
        key = self.get(self.at(f"/i/{item}")).key
        fields = {"level": str(level), "reason": reason, "key": key}
        self.post(self.at(f"/i/{item}"), fields, json=json)
        return self.post(self.at(f"/i/{item}"), fields, json=json)

    def look_round(self) -> None:
        """Every page that a rater can open."""
        for rest in ("", "/list", "/wait", *(f"/i/{one}" for one in ITEMS), "/i/A1-1", "/i/Z9-9"):
            self.follow(self.get(self.at(rest)))
        self.get(self.at("/wait"), json=True)
        self.get(self.at("/list?lang=en"))
        self.get(self.at("/list?lang=zh"))
        self.get("/b")

    def close(self) -> None:
        if self.wire is not None:
            self.wire.close()
            self.wire = None

    def _asked(self, method: str, path: str, body: bytes, json: bool) -> Reply:
        head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept-Language: zh-CN"]
        head += [f"Cookie: {'; '.join(f'{k}={v}' for k, v in self.cookies.items())}"] if self.cookies else []
        head += ["Accept: application/json" if json else "Accept: text/html"]
        if method == "POST":
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        if self.wire is None:
            self.wire = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.wire.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        return self._reply()

    def _reply(self) -> Reply:
        start = len(self.heard)
        while (ends := self.heard.find(b"\r\n\r\n", start)) < 0:
            self._hear()
        lines = self.heard[start:ends].decode("latin-1").split("\r\n")
        heads = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines[1:])]
        whole = ends + 4 + int(dict(heads).get("content-length", 0))
        while len(self.heard) < whole:
            self._hear()
        for name, value in heads:
            if name == "set-cookie":
                cookie, _, content = value.split(";")[0].partition("=")
                self.cookies[cookie] = content.strip('"')
        return Reply(int(lines[0].split()[1]), dict(heads).get("location", ""), bytes(self.heard[ends + 4 :]))

    def _hear(self) -> None:
        assert self.wire is not None
        part = self.wire.recv(65_536)
        assert part, "the server hung up"
        self.heard += part


class Screen:
    """A page of Streamlit's over its socket. Keeps all that it is sent."""

    def __init__(self, port: int, page: str, **query: str) -> None:
        self.page, self.query = page, urlencode(query)
        self.port = port
        self.heard: list[bytes] = []
        self._closing = ExitStack()
        self.open_anew()

    def open_anew(self) -> None:
        """As a tab that has just been opened; what was heard stays."""
        self._closing.close()
        port, address = self.port, f"ws://127.0.0.1:{self.port}/_stcore/stream"
        opened = connect(address, subprotocols=["streamlit"], origin=f"http://127.0.0.1:{port}", max_size=None)  # type: ignore[arg-type, list-item]  # plain text
        self.wire = self._closing.enter_context(opened)

    def refresh(self) -> list[bytes]:
        """Run the page once more; what was drawn, without what differs from run to run."""
        asked, start = BackMsg(), len(self.heard)
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_name = self.page
        self.wire.send(asked.SerializeToString())
        while True:
            said = self.wire.recv(PATIENCE, decode=False)
            self.heard.append(said)
            message = ForwardMsg.FromString(said)
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
                raise AssertionError(message.delta.new_element.exception.message)
            if kind == "script_finished":
                return [drawn(one) for one in self.heard[start:] if drawn(one)]

    @property
    def words(self) -> bytes:
        return b"\n".join(self.heard)

    def close(self) -> None:
        self._closing.close()


def drawn(said: bytes) -> bytes:
    """What a message puts on the page, and where; empty for messages that put nothing there."""
    message = ForwardMsg.FromString(said)
    if message.WhichOneof("type") == "ref_hash":
        return message.ref_hash.encode()
    if message.WhichOneof("type") != "delta":
        return b""
    return bytes(message.metadata.delta_path) + b":" + message.delta.SerializeToString()
