"""The only door to SQLite: one project is one file, and whatever is acknowledged is on the disk."""

from __future__ import annotations

from annotator.store.connection import Project, create_project, is_project, open_project

__all__ = ["Project", "create_project", "is_project", "open_project"]
