"""Wording of the interface: `id: { zh: "...", en: "..." }` in any number of YAML files."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assessor.errors import FaultyInput
from assessor.files.located import Located, problems
from assessor.files.shape import shape_faults
from assessor.files.yaml_reader import read_document
from assessor.text import Text, say

_WORDS = TypeAdapter(dict[str, Text])


def load_messages(folder: Path | str) -> dict[str, Text]:
    """Every message of a folder's YAML files by its id.

    Raises:
        FaultyInput: if a translation is missing or an id is used twice, in one file or in two.
    """
    words: dict[str, Text] = {}
    homes: dict[str, str] = {}
    found: list[Located] = []
    for path in sorted(Path(folder).glob("*.yaml")):
        document = read_document(path, FaultyInput)
        found += document.found
        try:
            said = _WORDS.validate_python(document.value)
        except ValidationError as error:
            found += shape_faults(document, error, dict[str, Text])
            continue
        for id_ in said.keys() & words.keys():
            what = say(f"编号 {id_} 在 {homes[id_]} 已有", f"the id {id_} stands in {homes[id_]} already")
            found.append(
                Located(document.name, document.line((id_,)), (id_,), what, say("改用别的编号", "use another id"))
            )
        words |= said
        homes |= dict.fromkeys(said, path.name)
    if found:
        raise FaultyInput(*problems(found))
    return words
