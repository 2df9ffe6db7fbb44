"""What people type is text on every page: never markup, never a script, never a request."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessor.assessment import Rating
from assessor.assessments import Workspace
from assessor.city import CityProfile

pytestmark = pytest.mark.browser
PAYLOADS = [
    "<script>alert('pwn')</script>",
    "<img src=x onerror=alert('pwn')>",
    "<svg onload=alert('pwn')>",
    "<svg><script>alert('pwn')</script></svg>",
    "<iframe src=javascript:alert('pwn')></iframe>",
    "<body onload=alert('pwn')>",
    "<a href='javascript:alert(/pwn/)'>x</a>",
    "<details open ontoggle=alert('pwn')>",
    "<input autofocus onfocus=alert('pwn')>",
    "<style>@import 'http://127.0.0.2:9/pwn'</style>",
    "<object data='http://127.0.0.2:9/pwn'></object>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.2:9/pwn'>",
    "<form action='http://127.0.0.2:9/pwn'><button>go</button></form>",
    '"><img src=http://127.0.0.2:9/pwn>',
    "'onmouseover='alert(/pwn/)",
    "![pwn](http://127.0.0.2:9/pwn.png)",
    "[pwn](javascript:alert(1))",
    ":material/skull: $\\text{pwn}$ `pwn`",
    "{{7*7}} {pwn} %s ${pwn} -- -> <= :smile:",
    "</textarea></td></table><marquee>pwn</marquee>",
]
ALL = "\n".join(PAYLOADS)
PAGES = ("", "city", "assess", "workshop", "results", "compare", "rubric", "reports")


def planted(database: Path) -> str:
    """Twenty cities with a hostile name each; the first has hostile words wherever words can be."""
    workspace = Workspace.open(database)
    ids = [
        workspace.begin(
            CityProfile(id=f"city-{n}", name=payload, name_en=payload, city_class="T1"),
            period="2025",
            cut_off=date(2025, 12, 31),
            mode="formal",
            actor=payload[:40],
        )
        for n, payload in enumerate(PAYLOADS)
    ]
    for id_ in ids[:3]:  # enough of them rated to be compared with
        for indicator in workspace.rubric.indicators:
            workspace.rate(id_, indicator.id, Rating(outcome=2, note=ALL), expected=0, actor="<b>pwn</b>")
    hostile = Rating(outcome="not_applicable", reason=ALL, note=ALL, external_constraint=ALL)
    workspace.rate(ids[0], "A2-3", hostile, expected=1, actor="<b>pwn</b>")
    for payload in PAYLOADS:
        workspace.add_evidence(
            ids[0], title=payload, date=date(2025, 6, 30), holder=payload, grade="E2", indicators=["A2-3"], actor="x"
        )
    workspace.store.close()
    return ids[0]


def spoken(page: Any, eyes: Any) -> str:
    """All that can be read on the page, runs of blanks as one, without joiners that have no width."""
    page.evaluate(eyes.checks)
    said = " ".join(text for _, text in page.evaluate("checks.texts()"))
    return " ".join(said.replace("\u2060", "").split())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_words_are_text_on_every_page(server: Any, new_page: Any, eyes: Any, language: str) -> None:
    id_ = planted(server.database)
    page = new_page(english=language == "en")
    alarms: list[str] = []
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    read = {}
    for name in PAGES:
        eyes.visit(page, server.url(f"/{name}", lang=language, a=id_, i="A2-3"))
        eyes.unfold(page)
        read[name] = spoken(page, eyes)
        assert page.evaluate("checks.injected()") == [], name
    assert alarms == []
    flat = [" ".join(payload.split()) for payload in PAYLOADS]
    assert [one for one in flat if one not in read[""]] == [], "names of cities on the start page"
    assert [one for one in flat if one not in read["assess"]] == [], "evidence, reason, note, history"
    for name in PAGES:
        assert flat[0] in read[name], "the open city stands beside every page"


def test_a_dialog_and_an_injected_element_would_be_noticed(shared_server: Any, new_page: Any, eyes: Any) -> None:
    page = new_page()
    alarms: list[str] = []
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    eyes.visit(page, shared_server.url("/reports", lang="zh", demo="1", a="S01"))
    page.evaluate(eyes.checks)
    page.evaluate("alert('pwn')")
    assert alarms == ["pwn"]
    assert page.evaluate("checks.injected()") == []
    for markup in (
        "<img src=data:,pwn>",
        "<b onclick=1>x</b>",
        "<a href='javascript:1'>x</a>",
        "<marquee pwn></marquee>",
    ):
        page.evaluate("it => document.body.insertAdjacentHTML('beforeend', `<div id=wrong>${it}</div>`)", markup)
        assert len(page.evaluate("checks.injected()")) == 1, markup
        page.evaluate("document.getElementById('wrong').remove()")
