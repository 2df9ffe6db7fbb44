"""How the commands speak: data on stdout, talk on stderr, in the reader's language."""

from __future__ import annotations

import io
import locale
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from assessor.text import Language, Text

# A pipe has no width of its own; 80 columns would break tables of two languages.
PIPE_WIDTH = 160
# As in assessor.text, which this module must not load: `--version` needs no library.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(args: Sequence[str], environment: Mapping[str, str]) -> Language:
    """`--lang` wins, then ASSESSOR_LANG, then what the system speaks."""
    for asked in (*_asked(args), environment.get("ASSESSOR_LANG", "")):
        if asked in ("zh", "en"):
            return "zh" if asked == "zh" else "en"
    said = next((environment[name] for name in _VARIABLES if environment.get(name)), None)
    if said is None and os.name == "nt":  # Windows sets none of them
        said = locale.getlocale()[0]
    return "zh" if (said or "").lower().startswith(("zh", "chinese")) else "en"


def _asked(args: Sequence[str]) -> Iterator[str]:
    for position, word in enumerate(args):
        if word == "--":
            return
        if word.startswith("--lang="):
            yield word.partition("=")[2]
        elif word == "--lang" and position + 1 < len(args):
            yield args[position + 1]


def ready_streams() -> None:
    """Chinese must come through a pipe or an old console without breaking off."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace", newline="\n")


def harmless(text: str) -> str:
    """A file's text may not move the cursor, recolour the terminal or reverse the line."""
    return _CONTROL.sub("�", text)


def _plain(value: Any) -> Any:
    """Dates and texts in two languages as JSON has them."""
    return value.isoformat() if hasattr(value, "isoformat") else value.model_dump(mode="json")


@dataclass(frozen=True)
class Talk:
    language: Language
    told: set[str] = field(default_factory=set)
    """What need not be said twice."""

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def pick(self, text: Text) -> str:
        return text.pick(self.language)

    # -- data -----------------------------------------------------------------------------------

    def data(self, text: str = "") -> None:
        sys.stdout.write(harmless(text) + "\n")

    def json(self, value: Any) -> None:
        from assessor.text import json_text

        self.as_it_is(json_text(value, _plain))

    def as_it_is(self, text: str) -> None:
        """Text that is safe on a terminal already and must reach a file unchanged."""
        sys.stdout.write(text)

    def table(
        self, title: str, headers: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()
    ) -> None:
        from rich.box import SIMPLE_HEAD
        from rich.table import Table
        from rich.text import Text as Plain

        table = Table(title=Plain(harmless(title), style="bold"), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
        for position, header in enumerate(headers):
            table.add_column(header, justify="right" if position in numbers else "left")
        for row in rows:
            table.add_row(*(Plain(harmless(cell)) for cell in row))
        self.out.print(table)

    # -- talk -----------------------------------------------------------------------------------

    def note(self, text: str) -> None:
        sys.stderr.write(harmless(text) + "\n")

    def note_once(self, text: str) -> None:
        if text not in self.told:
            self.told.add(text)
            self.note(text)

    @contextmanager
    def progress(self, label: str, total: int, *, streams: bool = False) -> Iterator[Any]:
        """A bar on stderr; gives a function to call after each step. Silent where nobody watches.

        `streams`: data is written meanwhile, which a bar on the same screen would break up.
        """
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        idle = total < 2 or not self.err.is_terminal or (streams and sys.stdout.isatty())
        # Redirected, data would go through the bar's console: to stderr, and a thousand times slower.
        with Progress(
            *columns, console=self.err, transient=True, disable=idle, redirect_stdout=False, redirect_stderr=False
        ) as bar:
            task = bar.add_task(label, total=total)
            yield lambda steps=1: bar.advance(task, steps)

    @cached_property
    def out(self) -> Console:
        return _console(stderr=False)

    @cached_property
    def err(self) -> Console:
        return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    watched = (sys.stderr if stderr else sys.stdout).isatty()
    width = None if watched or "COLUMNS" in os.environ else PIPE_WIDTH
    return Console(stderr=stderr, width=width, markup=False, highlight=False, emoji=False)
