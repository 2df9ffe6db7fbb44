"""Two kinds of column: times in UTC, and documents that notice when they were damaged."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import DateTime, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class Damaged(Exception):
    """A stored document no longer is what was written."""


class Utc(TypeDecorator[datetime]):
    """A moment in UTC. A naive time is refused, because nobody could tell what it means.

    SQLite keeps it as text of one length, which sorts as the moments do.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time refused: {value.isoformat()}")
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except (TypeError, ValueError) as fault:
            raise Damaged(str(value)) from fault
        if moment.tzinfo is None:
            raise Damaged(str(value))
        return moment.astimezone(UTC)


_HEAD = len('{"crc":"00000000"')


class Sealed(TypeDecorator[Any]):
    """One frozen model as JSON, with a checksum as its first entry.

    SQLite has no checksums of its own: a flipped bit inside a text would pass for another rating.
    """

    impl = Text
    cache_ok = True

    def __init__(self, model: type[BaseModel]) -> None:
        super().__init__()
        self.model = model

    def process_bind_param(self, value: BaseModel | None, dialect: Dialect) -> str | None:
        return None if value is None else sealed(value.model_dump_json())

    def process_result_value(self, value: str | None, dialect: Dialect) -> BaseModel | None:
        if value is None:
            return None
        try:
            return self.model.model_validate_json(unsealed(value))
        except ValidationError as fault:
            raise Damaged(self.model.__name__) from fault


def sealed(document: str) -> str:
    rest = document[1:] if document == "{}" else "," + document[1:]
    return f'{{"crc":"{_checksum(rest)}"{rest}'


def unsealed(stored: str) -> str:
    rest = stored[_HEAD:]
    if stored[:_HEAD] != f'{{"crc":"{_checksum(rest)}"':
        raise Damaged(stored[:40])
    return "{" + rest.removeprefix(",")


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"
