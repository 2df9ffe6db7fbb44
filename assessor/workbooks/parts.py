"""How the parts of a workbook's package hang together; every part is read through defusedxml.

Imported in the child process: nothing heavy here.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from defusedxml.ElementTree import DefusedXMLParser, fromstring

CONTENT_TYPES: Final = "[Content_Types].xml"
ROOT_RELATIONS: Final = "_rels/.rels"
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STRICT: Final = "http://purl.oclc.org/ooxml/"
"""What the names of the stricter variant of the format begin with, which hardly a program writes."""
_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_PACKAGE: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@dataclass(frozen=True, slots=True)
class Relation:
    """One part leads to another, or out of the file."""

    id: str
    kind: str
    """Last word of its type: worksheet, sharedStrings, hyperlink."""
    target: str
    """Name of the part it leads to; of an outside one the address as it stands."""
    outside: bool


def content_types(part: bytes) -> list[tuple[str, str]]:
    """Part name, or "" for a whole extension, and its content type."""
    root = fromstring(part, forbid_dtd=True)
    named = [
        (one.get("PartName", "").lstrip("/"), one.get("ContentType", "")) for one in root.iter(f"{_TYPES}Override")
    ]
    return named + [("", one.get("ContentType", "")) for one in root.iter(f"{_TYPES}Default")]


def relations(part: bytes, name: str) -> list[Relation]:
    """What the relations part `name` says, targets as names of parts."""
    folder = posixpath.dirname(posixpath.dirname(name))
    return [
        Relation(
            one.get("Id", ""),
            one.get("Type", "").rsplit("/", 1)[-1],
            target if (outside := one.get("TargetMode") == "External") else resolved(folder, target),
            outside,
        )
        for one in fromstring(part, forbid_dtd=True).iter(f"{_PACKAGE}Relationship")
        for target in (one.get("Target", ""),)
    ]


def resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def relations_of(part: str) -> str:
    """Name of the part that says where `part` leads."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def feed(target: Any, pieces: Iterable[bytes]) -> None:
    """Read XML piece by piece into `target`, never as a whole tree.

    Raises:
        ParseError: if it is no well-formed XML.
        DefusedXmlException: if it declares a document type or an entity.
    """
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    for piece in pieces:
        parser.feed(piece)
    parser.close()
