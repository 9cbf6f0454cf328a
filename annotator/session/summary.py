"""What ``annotator status`` tells: how far everybody is, and what they labelled."""

from __future__ import annotations

from typing import Any

from annotator.store import Project
from annotator.store.progress import totals

__all__ = ["summary"]


def summary(project: Project) -> dict[str, Any]:
    """Counts of the project and of every annotator, kind and pass, ready for JSON."""
    counted = totals(project)
    scheme = project.scheme
    labels: dict[tuple[Any, ...], dict[str, int]] = {}
    for number, kind, turn, label, count in project.ask(
        "SELECT annotator, kind, pass, label, count(*) FROM span JOIN layer ON layer.id = span.layer"
        " GROUP BY 1, 2, 3, 4 ORDER BY 4"
    ):
        labels.setdefault((number, kind, turn), {})[label] = count
    seconds = {
        (number, kind, turn): spent
        for number, kind, turn, spent in project.ask(
            "SELECT annotator, kind, pass, sum(seconds) FROM sentence_state JOIN layer ON layer.id = layer"
            " GROUP BY 1, 2, 3"
        )
    }
    found = []
    for number, name, kind, turn, layers, done, skipped, flagged, spans, relations in project.ask(
        "SELECT a.id, a.name, p.kind, p.pass, p.layers, p.done, p.skipped, p.flagged, p.spans, p.relations"
        " FROM progress p JOIN annotator a ON a.id = p.annotator ORDER BY 2, 3, 4"
    ):
        who = (number, kind, turn)
        found.append(
            {
                "annotator": name,
                "kind": kind,
                "pass": turn,
                "documents": layers,
                "done": done,
                "skipped": skipped,
                "flagged": flagged,
                "todo": counted["sentences"] - done - skipped - flagged,
                "spans": spans,
                "relations": relations,
                "labels": labels.get(who, {}),
                "seconds": round(seconds.get(who) or 0.0, 1),
            }
        )
    return {
        "project": str(project.path),
        "scheme": {"name": scheme.name, "version": scheme.version, "sha256": scheme.sha256},
        "documents": counted["documents"],
        "sentences": counted["sentences"],
        "annotators": found,
    }
