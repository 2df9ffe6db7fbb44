"""A session in a database of its own, phones that ask the routes, and a facilitator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assessor.assessments import Workspace
from assessor.ballot.routes import routes
from assessor.city import CityProfile
from assessor.rubric import Rubric
from assessor.workshop import Plan, default_groups
from assessor.workshops import OpenedWorkshop, Workshops

ITEMS = ("C1-1", "C2-1", "C4-4")
"""All raters may rate them; C1-1 has evidence listed."""


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Room:
    """A session and its facilitator."""

    workshops: Workshops
    id: str
    clock: Clock = field(default_factory=Clock)

    @property
    def now(self) -> OpenedWorkshop:
        return self.workshops.opened(self.id)

    @property
    def code(self) -> str:
        assert self.now.code is not None
        return self.now.code

    @property
    def link(self) -> str:
        assert self.now.link is not None
        return self.now.link

    def step(self, name: str, *given: Any, **named: Any) -> None:
        getattr(self.workshops, name)(self.id, *given, **named, expected=self.now.version, actor="facilitator")

    def open(self, *items: str) -> None:
        self.step("open_items", items or ITEMS)

    def close(self, *items: str) -> None:
        self.step("close_items", items or ITEMS)

    def reveal(self, *items: str) -> None:
        self.step("close_items", items or ITEMS)
        self.step("reveal_items", items or ITEMS)

    def marks(self) -> list[str]:
        return [one.mark for one in self.workshops.people(self.id)]


class Phone(TestClient):
    """One rater's browser. Redirects are followed as a browser does."""

    room: Room

    def path(self, rest: str = "") -> str:
        return f"/b/{self.room.id}{rest}"

    def come_in(self, group: str = "society") -> Phone:
        reply = self.post("/b/join", data={"k": self.room.link, "group": group})
        assert reply.status_code == 200, reply.text
        return self

    def look(self, item: str) -> str:
        return self.get(self.path(f"/i/{item}")).text

    def key(self, item: str) -> str:
        found = re.search(r'name="key" value="([^"]+)"', self.look(item))
        assert found, "the item shows no form"
        return found[1]

    def answer(self, item: str, level: object, reason: str = "", **more: str) -> Any:
        form = {"level": str(level), "reason": reason, "key": more.pop("key", None) or "k" + item, **more}
        return self.post(self.path(f"/i/{item}"), data=form)

    def cast(self, item: str, level: object, reason: str = "", key: str = "k", **more: str) -> Any:
        """As the script does."""
        form = {"level": str(level), "reason": reason, "key": key, **more}
        return self.post(self.path(f"/i/{item}"), data=form, headers={"accept": "application/json"})


def words(html: str) -> str:
    """What a reader sees of a page."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


@pytest.fixture
def room(tmp_path: Path, rubric: Rubric) -> Iterator[Room]:
    workspace = Workspace.open(tmp_path / "room.sqlite", rubric)
    workshops = Workshops(workspace)
    city = CityProfile(id="xingang", name="新港市", fictional=True)
    id_ = workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="office")
    listed = {"title": "涉外社会组织名录", "date": date(2025, 3, 1), "holder": "民政局", "grade": "E2"}
    workspace.add_evidence(id_, **listed, indicators=["C1-1"], actor="office")
    plan = Plan(items=ITEMS, variant="own", groups=default_groups())
    yield Room(workshops, workshops.prepare(id_, plan, hours=8, actor="facilitator"))
    workspace.store.close()


@pytest.fixture
def phones(room: Room) -> Iterator[Callable[[], Phone]]:
    """Any number of phones of one server."""
    app = Starlette(routes=list(routes(lambda: (room.workshops,), room.clock)))
    made: list[Phone] = []

    def phone() -> Phone:
        one = Phone(app, base_url="http://127.0.0.1:8501", headers={"accept-language": "zh-CN,zh;q=0.9"})
        one.room = room
        one.__enter__()
        made.append(one)
        return one

    yield phone
    for one in made:
        one.__exit__(None, None, None)


@pytest.fixture
def phone(phones: Callable[[], Phone]) -> Phone:
    return phones()


@pytest.fixture
def rater(phone: Phone) -> Phone:
    return phone.come_in()
