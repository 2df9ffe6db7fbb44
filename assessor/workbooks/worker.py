"""What runs in the child process: limits first, then one job, its answer as JSON.

Started by `child` only. Imports as little as it can: its start is part of every reading.
"""

from __future__ import annotations

import base64
import codecs
import json
import os
import sys
from datetime import date
from typing import Any

from assessor.workbooks.grid import Contents, Found

READ, MARK = "read", "mark"


def main() -> None:
    """Job, seconds and bytes of memory as arguments; on standard input a line of JSON, then the file."""
    job, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    # openpyxl loads numpy where it finds it and does not need it: a third of its start.
    sys.modules["numpy"] = None  # type: ignore[assignment]  # the documented way to make an import fail
    from assessor.workbooks.elements import Unreadable

    if job == READ:
        from assessor.workbooks.reading import contents
    else:
        from assessor.workbooks.marking import marked
    for encoding in ("cp437", "ascii", "utf-16-le", "latin-1"):
        codecs.lookup(encoding)  # loaded on first use, when no file can be opened any more
    _limit(seconds, memory)
    asked = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    answer: dict[str, Any]
    try:
        if job == READ:
            answer = {"contents": _plain(contents(data))}
        else:
            answer = {"file": base64.b64encode(marked(data, **asked)).decode()}
    except Unreadable as fault:
        answer = {"fault": [fault.code, fault.sheet, fault.cell, fault.said]}
    except MemoryError:
        answer = {"fault": ["memory", "", "", ""]}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    # Nothing is left to tidy up, and taking a million cells apart one by one takes its time.
    os._exit(0)


def _limit(seconds: int, memory: int) -> None:
    """From here on: so much memory and time, no file written, none opened, no socket, no trace of a crash."""
    try:
        import resource
    except ImportError:  # Windows has no such limits: there the clock alone watches.
        return
    spent = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2])) + 1
    bounds = {
        "RLIMIT_AS": memory, "RLIMIT_CPU": spent + seconds, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NOFILE": 3,
    }  # fmt: skip
    for name, most in bounds.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            _, hard = resource.getrlimit(kind)
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            try:
                # At the lower limit of time the system ends the child in a way that tells why.
                resource.setrlimit(kind, (most, most + 1 if name == "RLIMIT_CPU" else most))
            except (ValueError, OSError):  # macOS refuses some of them
                continue


def _plain(found: Contents) -> dict[str, Any]:
    return {
        "names": found.defined_names,
        "grids": [
            {
                "name": grid.name,
                "state": grid.state,
                "hidden_rows": sorted(grid.hidden_rows),
                "merged": grid.merged,
                "cells": [[*place, cell.kind, *_value(cell)] for place, cell in grid.cells.items()],
            }
            for grid in found.grids
        ],
    }


def _value(cell: Found) -> tuple[object, ...]:
    """A date travels as words, with a mark that says so."""
    return (cell.value.isoformat(), 1) if isinstance(cell.value, date) else (cell.value,)
