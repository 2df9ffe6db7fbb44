"""Finished pieces on disk: each appears whole or not at all, under a name that its content follows from."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assessor.batch.sources import Fault
from assessor.batch.working import City, Worked
from assessor.errors import Problem, UsageError
from assessor.text import Text, json_text, say

ARRAYS = ("scores", "intervals", "draws", "codes", "rest")


@contextmanager
def appearing(place: Path) -> Iterator[Path]:
    """A file to write, which takes its place once it is whole and on the disk."""
    draft = place.with_name(f".{secrets.token_hex(8)}.part")
    try:
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(place)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        what = say(f"写不了（{reason}）", f"cannot be written ({reason})")
        fix = say("检查文件夹的写权限和磁盘空间，文件是否正被别的程序打开", "check that the folder may be written to, that the disk has room and no other program holds the file")  # fmt: skip
        raise UsageError(Problem(str(place), what, fix)) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


@dataclass(frozen=True)
class Parts:
    """The folder in which finished pieces are kept until all are."""

    folder: Path

    def place(self, key: str) -> Path:
        return self.folder / f"{key}.npz"

    def has(self, key: str) -> bool:
        return self.place(key).exists()

    def keep(self, key: str, worked: Worked) -> None:
        told = {
            "cities": [asdict(one) for one in worked.cities],
            "faults": [fault_as_json(one) for one in worked.faults],
        }
        words = np.frombuffer(json.dumps(told, ensure_ascii=True).encode(), dtype=np.uint8)
        arrays = {name: getattr(worked, name) for name in ARRAYS}
        with appearing(self.place(key)) as draft, draft.open("wb") as file:
            np.savez(file, allow_pickle=False, told=words, **arrays)

    def told(self, key: str) -> tuple[list[City], list[Fault]]:
        """Who is in a piece, without its numbers."""
        with np.load(self.place(key), allow_pickle=False) as part:
            said = json.loads(part["told"].tobytes())
        return [City(**one) for one in said["cities"]], [fault_from_json(one) for one in said["faults"]]

    def arrays(self, key: str, *names: str) -> list[Any]:
        with np.load(self.place(key), allow_pickle=False) as part:
            return [part[name] for name in names]

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def fault_as_json(fault: Fault) -> dict[str, Any]:
    words = {"what": fault.what.model_dump(), "fix": fault.fix.model_dump()}
    return {"city": fault.city, "file": fault.file, "place": fault.place} | words


def fault_from_json(said: dict[str, Any]) -> Fault:
    return Fault(said["city"], said["place"], Text(**said["what"]), Text(**said["fix"]), said["file"])


def put_json(place: Path, said: Any) -> None:
    with appearing(place) as draft:
        draft.write_text(json_text(said), encoding="utf-8")
