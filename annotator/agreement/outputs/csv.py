"""``csv``: one row a figure, those of pairs behind the others; the columns are always the same.

Text cells that a spreadsheet would take for a formula get an apostrophe before them, control characters a visible
stand-in; numbers have their full precision. ``params`` is a JSON object.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from annotator.agreement.report import Measure, Report
from annotator.text.safe import safe

from . import wording as w
from .records import record

__all__ = ["COLUMNS", "csv_text"]

COLUMNS = (
    "table layer label measure variant raters params value reason ci_low ci_high n_docs n_items n_raters replicates"
    " seed undefined p_below_667 p_below_800 band flags"
).split()
"""The header. ``table``: ``measures`` or ``pairwise``; ``raters``: two names with `` | `` between them."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_text(report: Report) -> str:
    """The figures as CSV with a header, comma, LF."""
    found = record(report)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, figures in (("measures", report.measures), ("pairwise", report.pairwise)):
        for measure, plain in zip(figures, found[name], strict=True):
            writer.writerow(_row(name, measure, plain))
    return stream.getvalue()


def _row(table: str, measure: Measure, plain: dict[str, object]) -> Iterator[object]:
    raters = w.of_raters(measure)
    low, high = plain["ci"] if isinstance(plain["ci"], list) else (None, None)
    boot = measure.boot
    cells = (
        table,
        measure.layer,
        measure.label,
        measure.measure,
        measure.variant,
        " | ".join(raters) if raters else None,
        json.dumps(plain["params"], ensure_ascii=True, sort_keys=True, allow_nan=False),
        plain["value"],
        plain["reason"],
        low,
        high,
        measure.n_docs,
        measure.n_items,
        measure.n_raters,
        boot.replicates if boot else None,
        boot.seed if boot else None,
        boot.undefined if boot else None,
        w.below(measure, 0.667),
        w.below(measure, 0.8),
        measure.band if w.band(measure) else None,
        " ".join(measure.flags),
    )
    return (_cell(each) for each in cells)


def _cell(value: object) -> object:
    """Text that no spreadsheet calculates and no terminal obeys; numbers as they are."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = safe(value)
    return f"'{text}" if value.lstrip(" ").startswith(_FORMULA) or text.lstrip(" ").startswith(_FORMULA) else text
