"""Which item the room discusses. The facilitator sets it, the board follows, whichever server each of them asks."""

from __future__ import annotations

from assessor.ui.session import actor, workspace
from assessor.workshops import Workshops


def show(session: str, item: str) -> None:
    Workshops(workspace()).put_on_board(session, item, actor=actor())


def shown(session: str) -> str | None:
    """The item that the facilitator put up; None until one was chosen."""
    return Workshops(workspace()).on_board(session)


def hide(session: str) -> None:
    """The board goes back to the whole: what is being rated, the agenda."""
    Workshops(workspace()).put_on_board(session, None, actor=actor())
