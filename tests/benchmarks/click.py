"""How much longer a rating takes to "saved" in Chromium than the same click in a bare page of one radio.

Both pages are served by `streamlit run` with the same settings, in one run, click by click in turn.
Prints the two medians and their difference: python tests/benchmarks/click.py
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from assessor.assessments import Workspace
from assessor.city import CityProfile

# In place of this file's own folder, where its name would hide the package "click" from others.
sys.path[0] = str(Path(__file__).resolve().parent.parent / "browser")
from conftest import QUIET, Server, chromium  # noqa: E402 - found only through the line above

CLICKS, WARM_UP, LIMIT = 30, 4, 30.0
PAUSE = 150.0
"""Milliseconds between clicks: nobody clicks again before the page has come to rest."""
BARE = """
import streamlit as st
chosen = st.radio("level", range(5))
st.html(f'<p class="a-saved">saved {chosen}</p>')
"""
# From the click until the page shows the words, all of it on the browser's own clock.
CLICK = """([button, words]) => new Promise((done, fail) => {
    const start = performance.now();
    const seen = () => {
        const said = document.querySelector('.a-saved');
        if (said && said.innerText.includes(words)) { watch.disconnect(); done(performance.now() - start); }
    };
    const watch = new MutationObserver(seen);
    watch.observe(document.body, {childList: true, subtree: true, characterData: true});
    document.querySelectorAll(button[0])[button[1]].click();
    setTimeout(() => fail(new Error('no answer: ' + words)), 10000);
})"""


def rated(page: Page, level: int) -> float:
    page.wait_for_timeout(PAUSE)
    return float(page.evaluate(CLICK, [[f".st-key-assess-A1-1-{level} button", 0], f"{level}级"]))


def bare(page: Page, level: int) -> float:
    page.wait_for_timeout(PAUSE)
    return float(page.evaluate(CLICK, [["input[type=radio]", level], f"saved {level}"]))


def assessment_in(database: Path) -> str:
    """A half-filled assessment: what a click costs must not depend on an empty database."""
    from assessor.assessment import Rating

    workspace = Workspace.open(database)
    city = CityProfile(id="bench", name="虚构样例市", fictional=True)
    id_ = workspace.begin(city, period="2025", cut_off=date(2025, 12, 31), actor="bench")
    for indicator in workspace.rubric.indicators[1:30]:
        workspace.rate(id_, indicator.id, Rating(outcome=2, grade="E2"), expected=0, actor="bench")
    return id_


def measure(folder: Path) -> tuple[list[float], list[float]]:
    script = folder / "bare.py"
    script.write_text(BARE, encoding="utf-8")
    (folder / "bare").mkdir()
    ours, plain = Server(folder), Server(folder / "bare", script)
    id_ = assessment_in(ours.database)
    try:
        ours.start()
        plain.start("/_stcore/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
            first, second = browser.new_page(locale="zh-CN"), browser.new_page(locale="zh-CN")
            first.goto(ours.url("/assess", a=id_, i="A1-1", lang="zh"))
            second.goto(plain.url())
            first.wait_for_selector(".st-key-assess-A1-1-4 button")
            second.wait_for_selector("input[type=radio]", state="attached")
            times = [(rated(first, n % 4 + 1), bare(second, n % 4 + 1)) for n in range(WARM_UP + CLICKS)][WARM_UP:]
            browser.close()
    finally:
        ours.end()
        plain.end()
    return [one for one, _ in times], [other for _, other in times]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = (statistics.median(times) for times in measure(Path(folder)))
    print(f"rating click to saved: {ours:.1f} ms; bare radio: {plain:.1f} ms (medians of {CLICKS}, one run)")
    print(
        f"difference: {ours - plain:+.1f} ms; limit {LIMIT:.0f} ms: {'held' if ours - plain <= LIMIT else 'EXCEEDED'}"
    )
    return 0 if ours - plain <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
