"""The tables of a project file. Append only: a migration that was released is never changed again.

``schema/sql/schema.sql`` shows the result of all of them. The header's ``user_version`` counts the migrations applied,
so that a project of a newer version is refused without loading anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.lean import lean

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

VERSION = 3
"""How many migrations this version of the program knows."""

APPLICATION_ID = 0x46434131
"""``FCA1`` in the file's header: a project of ours."""

M001 = """
CREATE TABLE project (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- every scheme the project ever had; the newest row is in force
CREATE TABLE scheme (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    content BLOB NOT NULL,
    data TEXT NOT NULL CHECK (json_valid(data)),
    adopted TEXT NOT NULL
) STRICT;

CREATE TABLE document (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    title TEXT,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    publisher TEXT,
    url TEXT,
    published TEXT,
    meta TEXT NOT NULL CHECK (json_valid(meta)),
    segmenter TEXT NOT NULL,
    sentences INTEGER NOT NULL CHECK (sentences > 0),
    -- counts the changes of its sentences by hand
    revision INTEGER NOT NULL DEFAULT 0,
    -- of the bytes it was read from, where it was a file of its own
    original_sha256 TEXT,
    added TEXT NOT NULL
) STRICT;
CREATE INDEX document_sha256 ON document(sha256);

-- tokens: [start, end, start, end, …] counted from the start of the sentence
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL CHECK ("end" > start),
    role TEXT NOT NULL,
    tokens TEXT NOT NULL CHECK (json_valid(tokens)),
    UNIQUE (document, number)
) STRICT;

CREATE TABLE annotator (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created TEXT NOT NULL
) STRICT;

-- a layer exists from its first action or import; revision counts its events
CREATE TABLE layer (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    annotator INTEGER NOT NULL REFERENCES annotator(id),
    kind TEXT NOT NULL CHECK (kind IN ('annotator', 'gold', 'suggester')),
    pass INTEGER NOT NULL CHECK (pass >= 1),
    created TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    todo INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    spans INTEGER NOT NULL DEFAULT 0,
    relations INTEGER NOT NULL DEFAULT 0,
    UNIQUE (annotator, kind, pass, document)
) STRICT;
CREATE INDEX layer_document ON layer(document);
CREATE INDEX layer_left ON layer(annotator, kind, pass, document) WHERE skipped + flagged > 0;

-- counters per annotator and pass; no document before frontier has a sentence to do
CREATE TABLE progress (
    annotator INTEGER NOT NULL REFERENCES annotator(id),
    kind TEXT NOT NULL,
    pass INTEGER NOT NULL,
    layers INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    spans INTEGER NOT NULL DEFAULT 0,
    relations INTEGER NOT NULL DEFAULT 0,
    frontier INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (annotator, kind, pass)
) STRICT, WITHOUT ROWID;

CREATE TABLE total (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO total VALUES ('documents', 0), ('sentences', 0);

CREATE TABLE sentence_state (
    layer INTEGER NOT NULL REFERENCES layer(id) ON DELETE CASCADE,
    sentence INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('todo', 'done', 'skipped', 'flagged')),
    labels TEXT NOT NULL CHECK (json_valid(labels)),
    confidence INTEGER CHECK (confidence BETWEEN 1 AND 3),
    comment TEXT,
    seconds REAL,
    role TEXT,
    PRIMARY KEY (layer, sentence)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    layer INTEGER NOT NULL REFERENCES layer(id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    source_type TEXT,
    PRIMARY KEY (layer, id)
) STRICT, WITHOUT ROWID;

-- fragments: [[start, end, "text"], …]; attributes: [["name", "value"], …]
CREATE TABLE span (
    layer INTEGER NOT NULL REFERENCES layer(id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    label TEXT NOT NULL,
    sentence INTEGER NOT NULL,
    fragments TEXT NOT NULL CHECK (json_valid(fragments)),
    attributes TEXT NOT NULL CHECK (json_valid(attributes)),
    origin TEXT NOT NULL,
    suggester TEXT,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    PRIMARY KEY (layer, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE relation (
    layer INTEGER NOT NULL REFERENCES layer(id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    label TEXT NOT NULL,
    head TEXT NOT NULL,
    tail TEXT NOT NULL,
    attributes TEXT NOT NULL CHECK (json_valid(attributes)),
    PRIMARY KEY (layer, id),
    FOREIGN KEY (layer, head) REFERENCES span(layer, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (layer, tail) REFERENCES span(layer, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX relation_head ON relation(layer, head);
CREATE INDEX relation_tail ON relation(layer, tail);

-- every action for ever; document is a key, so that the log outlives what it tells of
CREATE TABLE event (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    annotator INTEGER NOT NULL REFERENCES annotator(id),
    device TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    time TEXT NOT NULL,
    operation TEXT NOT NULL,
    document TEXT,
    kind TEXT,
    pass INTEGER,
    target TEXT,
    payload TEXT CHECK (payload IS NULL OR json_valid(payload)),
    UNIQUE (device, sequence)
) STRICT;
-- what a removed document was, beside the event that removed it, until the project is compacted
CREATE TABLE removed (
    event INTEGER PRIMARY KEY REFERENCES event(number),
    document TEXT NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content))
) STRICT;

CREATE INDEX event_annotator ON event(annotator, kind, pass, number);
CREATE INDEX event_document ON event(document, number);
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;
CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event BEGIN
    SELECT RAISE(ABORT, 'events are never removed');
END;
"""

M002 = """
-- comments are few: they are found without reading what is said of every sentence
CREATE INDEX sentence_state_comment ON sentence_state(layer, sentence) WHERE comment IS NOT NULL;
-- the list of documents, without their texts
CREATE INDEX document_listed ON document(id, key, title, sentences);
"""

M003 = """
-- suggestions that were turned down: no labels, but on record, so that they do not come back
CREATE TABLE rejection (
    layer INTEGER NOT NULL REFERENCES layer(id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    label TEXT NOT NULL,
    sentence INTEGER NOT NULL,
    fragments TEXT NOT NULL CHECK (json_valid(fragments)),
    attributes TEXT NOT NULL CHECK (json_valid(attributes)),
    origin TEXT NOT NULL,
    suggester TEXT,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    PRIMARY KEY (layer, id)
) STRICT, WITHOUT ROWID;

-- what a suggester that costs time or money has been asked, and what it answered; nothing is an answer too
CREATE TABLE suggested (
    document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    suggester TEXT NOT NULL,
    -- those of the text: an answer about another text is none
    sha256 TEXT NOT NULL,
    suggestions TEXT NOT NULL CHECK (json_valid(suggestions)),
    -- what it cost, and what was dropped of the answer
    account TEXT NOT NULL CHECK (json_valid(account)),
    made TEXT NOT NULL,
    PRIMARY KEY (document, suggester)
) STRICT, WITHOUT ROWID;

-- documents that are labelled without suggestions
CREATE TABLE blind (
    document INTEGER PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE,
    since TEXT NOT NULL
) STRICT;

-- what has been learned from the work of an annotator, up to an event
CREATE TABLE learned (
    annotator INTEGER NOT NULL REFERENCES annotator(id),
    learner TEXT NOT NULL,
    event INTEGER NOT NULL,
    state BLOB NOT NULL,
    made TEXT NOT NULL,
    PRIMARY KEY (annotator, learner)
) STRICT, WITHOUT ROWID;

-- an order in which documents are labelled, and how each came to its place
CREATE TABLE queue (
    id INTEGER PRIMARY KEY,
    made TEXT NOT NULL,
    -- the order's name, its seed and what else it was drawn with
    recipe TEXT NOT NULL CHECK (json_valid(recipe))
) STRICT;
CREATE TABLE queued (
    queue INTEGER NOT NULL REFERENCES queue(id),
    place INTEGER NOT NULL,
    -- the key, not the row: what was drawn stays on record when a document is removed
    document TEXT NOT NULL,
    -- "random" where chance put it here, else the name of the order
    drawn TEXT NOT NULL,
    score REAL,
    PRIMARY KEY (queue, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX queued_document ON queued(queue, document);
"""


def _statements(script: str) -> Iterator[str]:
    import sqlite3

    statement = ""
    for line in script.splitlines(keepends=True):
        if not line.startswith("--"):
            statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def _run(db: Database, script: str) -> None:
    """Each statement on its own: ``executescript`` would commit the transaction it stands in."""
    for statement in _statements(script):
        db.conn.execute(statement)


def lend_tables(conn: sqlite3.Connection, version: int) -> None:
    """Give a connection that may not write, to a file of an older version, the tables it lacks: empty, for itself."""
    for statement in _statements(M003) if version < 3 else ():
        if statement.startswith("CREATE TABLE "):
            conn.execute(statement.replace("CREATE TABLE ", "CREATE TEMP TABLE ", 1))


def migrations() -> Migrations:
    """The migrations, for sqlite-utils to apply (and ``sqlite-utils migrate`` to list)."""
    with lean():
        from sqlite_utils.migrations import Migrations

    found = Migrations("annotator")

    @found()
    def m001_project(db: Database) -> None:
        _run(db, M001)

    @found()
    def m002_finding(db: Database) -> None:
        _run(db, M002)

    @found()
    def m003_suggestions(db: Database) -> None:
        _run(db, M003)

    return found
