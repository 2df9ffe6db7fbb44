"""How long from `streamlit run app.py` to the first useful page in Chromium, on a database that is not there yet.

Run: python tests/benchmarks/first_page.py
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
RUNS, LIMIT = 3, 10.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def seconds(chromium: str) -> float:
    """Start, wait for an answer, open the page as a browser would, wait for its heading and a form to fill in."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        address = f"http://127.0.0.1:{(port := free_port())}/"
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        place = {"ASSESSOR_DATABASE_URL": f"{folder}/real.sqlite", "ASSESSOR_DEMO_URL": f"{folder}/demo.sqlite"}
        start = time.perf_counter()
        server = subprocess.Popen(
            [*command, "--server.headless", "true"], cwd=ROOT, env={**os.environ, **place}, stdout=subprocess.DEVNULL
        )
        try:
            while not answers(f"{address}healthz"):
                time.sleep(0.05)
            page.goto(address)
            page.locator("[data-testid=stForm] input").first.wait_for(timeout=60_000)
            return time.perf_counter() - start
        finally:
            server.terminate()
            server.wait()
            browser.close()


def main() -> int:
    chromium = os.environ.get("ASSESSOR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is missing: install it, or name it in ASSESSOR_CHROMIUM")
    times = [seconds(chromium) for _ in range(RUNS)]
    print(
        f"first useful page  {statistics.median(times):5.2f} s  (limit {LIMIT:.0f} s; {min(times):.2f}-{max(times):.2f})"
    )
    return int(max(times) >= LIMIT)


if __name__ == "__main__":
    sys.exit(main())
