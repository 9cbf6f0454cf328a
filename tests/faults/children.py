"""What the fault tests run as processes of their own: annotators at work, commands with little room. Not a test."""

from __future__ import annotations

import random
import resource
import signal
import sys
import time
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.session import Session
from annotator.store import open_project

LABELS = ("claim", "source", "quote", "uncertainty_cue", "attribution_cue")


def at(session: Session, number: int, rng: random.Random) -> None:
    """Put the cursor somewhere, with a selection that stays in its sentence."""
    index = number % len(session.stored.sentences)
    tokens = len(session.stored.tokens[index])
    first = rng.randrange(tokens)
    session.cursor.place(index, first)
    session.cursor.extend(rng.randrange(tokens - first))


def last_event(session: Session) -> str:
    """The id of the newest event of this device."""
    found = session.project.one(
        "SELECT id FROM event WHERE device = ? ORDER BY sequence DESC LIMIT 1", session.project.device
    )
    return found[0] if found else ""


def act(session: Session, number: int, rng: random.Random) -> None:
    """Label, delete, comment on or finish something."""
    at(session, number, rng)
    kind = rng.random()
    if kind < 0.6 or not session.labels.spans:
        session.label(rng.choice(LABELS))
    elif kind < 0.7:
        session.delete(rng.choice(list(session.labels.spans.values())))
    elif kind < 0.85:
        session.set_comment(f"comment {number}")
    else:
        session.set_status(rng.choice(("done", "skipped", "todo")))


def label(path: str, annotator: str, count: int, seed: int, pause: float = 0.0) -> None:
    """Work, with up to so many seconds between actions; after each that was acknowledged print the id of its event."""
    rng = random.Random(seed)
    with open_project(Path(path), device=lambda: f"device of {annotator}") as project:
        session = Session(project, annotator)
        session.open()
        print("ready", flush=True)
        told = last_event(session)
        for number in range(count):
            time.sleep(rng.uniform(0.0, pause))
            act(session, number, rng)
            if session.trouble:
                raise session.trouble
            event = last_event(session)
            if event != told:
                print(event, flush=True)
                told = event


def hold(path: str) -> None:
    """Hold the write lock until the end of the input."""
    with open_project(Path(path)) as project, project.writing():
        print("ready", flush=True)
        sys.stdin.read()


def cramped(path: str, room: str) -> None:
    """Label with so many bytes of room for a file; print each acknowledged span, then what went wrong."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open_project(Path(path)) as project:
        session = Session(project, "anna")
        session.open()
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), resource.RLIM_INFINITY))
        rng = random.Random(1)
        for number in range(100_000):
            at(session, number, rng)
            before = set(session.labels.spans)
            span = session.label(LABELS[number % 5])
            if session.trouble:
                print("trouble", type(session.trouble).__name__, session.trouble, len(session.pending), flush=True)
                resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                print("flushed", session.flush(), flush=True)
                return
            if span.id not in before:
                print(f"+{span.id}", flush=True)
            else:
                session.delete(span)
                print(f"-{span.id}", flush=True)


if __name__ == "__main__":
    try:
        if sys.argv[1] == "label":
            label(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), *map(float, sys.argv[6:]))
        elif sys.argv[1] == "hold":
            hold(sys.argv[2])
        else:
            cramped(sys.argv[2], sys.argv[3])
    except AnnotatorError as error:
        print("failed", type(error).__name__, error, flush=True)
        sys.exit(1)
