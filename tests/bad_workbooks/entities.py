"""Document types and entities: five parts, three payloads, two encodings."""

from __future__ import annotations

from tests.bad_workbooks.parts import HEAD, MAIN, PACKAGE, PARTS, SHEET, STRINGS, Bad, sheet, strings, types, with_

CANARY = "/etc/hostname"
PAYLOADS = {
    "entity-bomb": "<!DOCTYPE x [<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9)) + "]>",
    "external-entity": f'<!DOCTYPE x [<!ENTITY a8 SYSTEM "file://{CANARY}">]>',
    "parameter-entity": f'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/{CANARY}"> %p; <!ENTITY a8 "x">]>',
}  # fmt: skip
EXPANDED = {
    "sheet": (SHEET, sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&a8;</t></is></c></row>')),
    "strings": (STRINGS, strings("&a8;")),
    "styles": ("xl/styles.xml", f'{HEAD}<styleSheet xmlns="{MAIN}"><x>&a8;</x></styleSheet>'.encode()),
    "relations": ("xl/_rels/workbook.xml.rels", PARTS["xl/_rels/workbook.xml.rels"].replace(b"styles.xml", b"&a8;")),
    "properties": ("docProps/core.xml", f'{HEAD}<x xmlns="{PACKAGE}">&a8;</x>'.encode()),
}  # fmt: skip


def poisoned(part: str, payload: str, encoding: str = "utf-8") -> bytes:
    name, data = EXPANDED[part]
    head = HEAD.replace("UTF-8", encoding[:6].upper())
    return with_({name: (head + PAYLOADS[payload] + data.decode().removeprefix(HEAD)).encode(encoding)})


def _poisoned(part: str, payload: str, encoding: str = "utf-8") -> Bad:
    name = f"{payload}-in-{part}" + ("" if encoding == "utf-8" else f"-{encoding}")
    return Bad(name, lambda: poisoned(part, payload, encoding), "declares a document type or an entity")


ENTITIES: tuple[Bad, ...] = (
    *(_poisoned(part, payload) for part in EXPANDED for payload in PAYLOADS),
    *(_poisoned("sheet", payload, "utf-16") for payload in PAYLOADS),
    _poisoned("strings", "entity-bomb", "utf-16-le"),
    _poisoned("strings", "entity-bomb", "utf-16-be"),
    Bad("document-type-alone", lambda: with_({SHEET: PARTS[SHEET].replace(b"<worksheet", b"<!DOCTYPE worksheet><worksheet")}), "declares a document type"),
    Bad("document-type-in-content-types", lambda: with_({"[Content_Types].xml": types().replace(b"<Types", b"<!DOCTYPE Types><Types")}), "declares a document type"),
    Bad("utf-7", lambda: with_({SHEET: PARTS[SHEET].replace(b"UTF-8", b"UTF-7")}), "not encoded as UTF-8"),
    Bad("ebcdic", lambda: with_({SHEET: PARTS[SHEET].replace(b"UTF-8", b"cp037")}), "not encoded as UTF-8"),
)  # fmt: skip
