"""What was learned from an annotator's work, as a learner keeps it: bytes, and the last event they know of."""

from __future__ import annotations

from annotator.store.connection import Project

__all__ = ["forget_learned", "read_learned", "write_learned"]


def read_learned(project: Project, annotator: str, learner: str) -> tuple[int, bytes] | None:
    """The number of the last event and the state, or None where nothing is kept."""
    row = project.one(
        "SELECT event, state FROM learned JOIN annotator ON annotator.id = learned.annotator"
        " WHERE name = ? AND learner = ?",
        annotator,
        learner,
    )
    return (row[0], bytes(row[1])) if row else None


def write_learned(project: Project, annotator: str, learner: str, event: int, state: bytes) -> None:
    """Keep a state, in a transaction of its own or within the one that is open; one that knows more events stays.

    An unknown annotator has nothing to keep.

    Raises:
        StoreBusy, StoreFull, …: nothing was written.
    """
    if not project.conn.in_transaction:
        with project.writing():
            return write_learned(project, annotator, learner, event, state)
    project.conn.execute(
        "INSERT INTO learned (annotator, learner, event, state, made) SELECT id, ?, ?, ?, ? FROM annotator"
        " WHERE name = ? ON CONFLICT (annotator, learner) DO UPDATE SET event = excluded.event,"
        " state = excluded.state, made = excluded.made WHERE excluded.event >= learned.event",
        (learner, event, state, project.clock.now(), annotator),
    )
    return None


def forget_learned(project: Project, annotator: str | None = None) -> None:
    """Let go of what was learned from an annotator, or from everybody; it can be learned again from the events.

    Raises:
        StoreBusy, StoreFull, …: nothing was written.
    """
    if not project.conn.in_transaction:
        with project.writing():
            return forget_learned(project, annotator)
    project.conn.execute(
        "DELETE FROM learned WHERE ?1 IS NULL OR annotator = (SELECT id FROM annotator WHERE name = ?1)", (annotator,)
    )
    return None
