"""What a report is written as: a name, and the function that makes the text of it.

The same report gives the same bytes: nothing here looks at a clock, a terminal or the environment, but ``styled``,
which is for a terminal, at ``NO_COLOR``. Every text ends with a newline and is Unicode, to be written as UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable

from annotator.agreement.report import Report

from .csv import csv_text
from .html import html
from .latex import latex
from .markdown import markdown
from .records import json_schema, json_text
from .table import WIDTH, styled, table

__all__ = ["OUTPUTS", "WIDTH", "json_schema", "styled", "table"]

OUTPUTS: dict[str, Callable[[Report], str]] = {
    "table": table,
    "json": json_text,
    "csv": csv_text,
    "markdown": markdown,
    "latex": latex,
    "html": html,
}
"""By the name that ``--format`` takes. On a terminal ``styled`` stands in for ``table``."""
