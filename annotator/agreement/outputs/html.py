"""``html``: the report as one file that needs nothing else: no script, no network, light and dark, for print too.

A Jinja2 template with autoescape. Besides, every text that is put into it goes through ``safe()``, so that a name can
neither become markup nor turn the direction of what stands beside it; the page's policy allows styles and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from annotator.agreement.report import Report
from annotator.text.safe import safe

from .grids import Bar, Flags, Share, matrix_grid
from .numerals import typographic
from .references import cited
from .sections import facts, sections

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["html"]

_MANY = 40
"""Longer lists of pairs are folded up on the screen."""


_MARK = re.compile(r"(?<=[_:./])(?=\w)")


def html(report: Report) -> str:
    """The report as an HTML page."""
    page = _environment().get_template("report.html.j2")
    return page.render(
        report=report,
        p=report.provenance,
        facts=facts(report),
        sections=sections(report),
        references=cited(report),
        many=_MANY,
    )


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from . import svg

    made = Environment(
        loader=PackageLoader("annotator.agreement.outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"draw_axis": svg.axis, "draw_bar": svg.bar, "draw_share": svg.share, "draw_matrix": svg.matrix}
    made.globals |= {"as_grid": matrix_grid}
    made.filters |= {"typographic": typographic, "breakable": _breakable}
    made.tests |= {
        "bar": lambda cell: isinstance(cell, Bar),
        "share": lambda cell: isinstance(cell, Share),
        "flags": lambda cell: isinstance(cell, Flags),
    }
    return made


def _breakable(text: str) -> Markup:
    """A name that may go on in the next line after the marks within it, and not only where it must."""
    from markupsafe import Markup

    return Markup("<wbr>").join(_MARK.split(safe(text)))


def _harmless(value: Any) -> Any:
    """What an expression of the template gives; markup is what this package made itself."""
    return safe(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
