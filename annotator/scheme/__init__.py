"""Label schemes: what may be labelled in a project, with which values, defaults, links, keys, colours and rules.

A scheme is a TOML file that a user may write (docs/scheme.md); ``nl-fact`` is the one a project gets by default.
"""

from __future__ import annotations

from annotator.scheme.checks import RuleWarning, warnings_of
from annotator.scheme.defaults import default_values, following
from annotator.scheme.definition import (
    AttributeDef,
    Check,
    Colour,
    Condition,
    RelationDef,
    Scheme,
    SentenceLabelDef,
    SpanDef,
    Value,
    Wording,
)

__all__ = [
    "AttributeDef",
    "Check",
    "Colour",
    "Condition",
    "RelationDef",
    "RuleWarning",
    "Scheme",
    "SentenceLabelDef",
    "SpanDef",
    "Value",
    "Wording",
    "default_values",
    "following",
    "warnings_of",
]
