"""Use cases: what an annotator or a command does, without a screen and without SQL."""

from __future__ import annotations

from annotator.session.cursor import Cursor
from annotator.session.session import Pending, Session, Undone

__all__ = ["Cursor", "Pending", "Session", "Undone"]
