"""The database: tables, the one unit of work, migrations."""

from __future__ import annotations

from sqlalchemy.orm import Session as Session

from assessor.store.store import Store as Store
from assessor.store.store import Unit as Unit
