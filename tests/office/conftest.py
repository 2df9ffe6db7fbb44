"""LibreOffice, headless, with a profile of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

REQUIRED = os.environ.get("ASSESSOR_REQUIRE") == "1"
Convert = Callable[[Sequence[Path], str, Path], list[Path]]


def tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        advice = f"{name} is not installed: apt-get install {package}"
        if REQUIRED:
            pytest.fail(advice, pytrace=False)
        pytest.skip(advice)
    return found


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Convert files to another format, all of them in one start of LibreOffice."""
    office, profile = tool("soffice", "libreoffice-calc fonts-noto-cjk"), tmp_path_factory.mktemp("profile")

    def run(files: Sequence[Path], to: str, into: Path) -> list[Path]:
        command = [
            office,
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(into),
        ]
        done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, timeout=300, check=False)
        made = [into / f"{file.stem}.{to}" for file in files]
        assert all(one.is_file() for one in made), done.stdout + done.stderr
        return made

    return run
