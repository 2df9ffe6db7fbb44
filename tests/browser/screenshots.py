"""Renews the pictures in the README: `python tests/browser/screenshots.py`."""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path
from types import ModuleType

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
PICTURES = HERE.parent.parent / ".screenshots"
# file: (page, assessment, item, language, width, height, scheme)
SHOTS = {
    "results-zh": ("results", "S01", "", "zh", 1280, 860, "light"),
    "assess-zh": ("assess", "S04", "A3-3", "zh", 1280, 1000, "light"),
    "compare-zh": ("compare", "S03", "", "zh", 1280, 1000, "light"),
    "assess-phone-zh": ("assess", "S04", "A3-3", "zh", 360, 760, "light"),
    "results-dark-en": ("results", "S02", "", "en", 1280, 860, "dark"),
}


def _fixtures() -> ModuleType:
    spec = importlib.util.spec_from_file_location("conftest", HERE / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _shoot(browser: Browser, base: str, name: str) -> None:
    page_name, city, item, language, width, height, scheme = SHOTS[name]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN" if language == "zh" else "en-GB",
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    page.goto(f"{base}{page_name}?demo=1&a={city}&i={item}&lang={language}")
    page.wait_for_selector("h1")
    page.wait_for_timeout(2500)
    page.screenshot(path=PICTURES / f"{name}.png")
    context.close()


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        fixtures = _fixtures()
        server = fixtures.Server(Path(folder)).start()
        browser = driver.chromium.launch(executable_path=fixtures.chromium(), args=fixtures.QUIET)
        for name in SHOTS:
            _shoot(browser, server.url("/"), name)
        browser.close()
        server.end()


if __name__ == "__main__":
    main()
