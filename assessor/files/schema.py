"""JSON Schemas of the files that people write by hand, for completion and checks in an editor."""

from __future__ import annotations

import json
from typing import Any

from assessor.files.city_layout import CityFile
from assessor.rubric import Rubric

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def rubric_schema() -> dict[str, Any]:
    """Schema of a rubric file; its paragraph map stands inline or in a file of its own."""
    schema = {"$schema": DRAFT, **Rubric.model_json_schema(by_alias=True)}
    inline = schema["properties"]["source"]
    schema["properties"]["source"] = {
        "anyOf": [
            {"type": "string", "minLength": 1, "description": "file of the paragraph map, beside this one"},
            inline,
        ]
    }
    return schema


def city_schema() -> dict[str, Any]:
    """Schema of a city file; a rating is a bare level, NA, IE, or a level with what belongs to it."""
    schema = {"$schema": DRAFT, **CityFile.model_json_schema(by_alias=True)}
    entry = schema["$defs"]["RatingEntry"]
    entry["anyOf"] = [{"required": ["level"]}, {"required": ["measured"]}]
    level = entry["properties"]["level"]
    schema["properties"]["ratings"]["additionalProperties"] = {
        "anyOf": [{"$ref": "#/$defs/RatingEntry"}, *level["anyOf"]]
    }
    return schema


def schema_text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
