"""Ways to reach a person, which have no place in a template: known by eleven digits in a row, or by their name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from assessor.assessment import Rating
from assessor.merging import EvidenceRow
from assessor.text import Text, say, some_of

WORD = "联系电话"
_DIGITS = re.compile(r"\d{11}", re.ASCII)


def holds_contact(said: str) -> bool:
    return WORD in said or _DIGITS.search(said) is not None


def contact_notes(
    ratings: Mapping[str, Rating | None], places: Mapping[str, str], evidence: Iterable[EvidenceRow]
) -> list[Text]:
    """One reminder that names the rows of a filled-in file; nothing is refused for it."""
    found = [
        places.get(key, key)
        for key, one in ratings.items()
        if one is not None and any(map(holds_contact, (one.reason, one.note, one.external_constraint)))
    ]
    found += [
        row.place for row in evidence if row.entry and any(map(holds_contact, (row.entry.title, row.entry.holder)))
    ]
    if not found:
        return []
    zh = "这些行里似有个人联系方式（连续11位数字或“联系电话”），不要填写个人联系方式"
    en = "these rows seem to hold a way to reach a person (11 digits in a row); leave such things out"
    return [say(f"{zh}：{some_of(found)}", f"{en}: {some_of(found)}")]
