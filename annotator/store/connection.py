"""Opens a project file, checks that it may be trusted, and runs transactions on it.

Every write is ``BEGIN IMMEDIATE``: a deferred transaction that reads and then writes fails with *database is locked*
among several writers whatever the timeout, an immediate one waits for its turn.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator import errors
from annotator.clock import Clock
from annotator.scheme.definition import Scheme, build
from annotator.store.lean import lean
from annotator.store.migrations import APPLICATION_ID, VERSION, lend_tables, migrations
from annotator.store.places import network_file_system

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlite_utils import Database

__all__ = ["Project", "create_project", "explained", "is_project", "open_project", "open_to_read", "readable"]

PATIENT = 10_000
"""How long a command waits for the lock, in milliseconds."""
CHECK_AT_ONCE = 32 << 20
"""A file up to this size is checked when it is opened (1 ms a MB); a larger one by ``annotator check``."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns what SQLite raises into an error that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _explanation(error, path) or error from error


@contextmanager
def readable(place: str) -> Iterator[None]:
    """Turns rows that another program has spoilt into an error that says where they are."""
    try:
        yield
    except (ValueError, TypeError, LookupError) as error:
        what = f"{place}: a row cannot be read ({type(error).__name__}: {str(error).splitlines()[0]})"
        raise errors.StoreCorrupt(what, "run `annotator check`, and restore a backup") from error


def _explanation(error: sqlite3.DatabaseError, path: Path) -> errors.StoreError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        return errors.StoreBusy(f"{path}: another process is writing", "try again in a moment")
    if code == sqlite3.SQLITE_INTERRUPT:
        return errors.StoreBusy(f"{path}: the query was told to stop", "ask again")
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return errors.StoreFull(
            f"{path}: the disk is full or cannot be written; this action was not saved, everything before it was",
            "make room and do it again",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return _unwritable(path)
    if code == sqlite3.SQLITE_NOTADB:
        return errors.StoreUnsuitable(
            f"{path}: is not an annotator project, or its beginning is damaged",
            "name another file with --db, or restore a backup",
        )
    return _damaged(path, str(error)) if code == sqlite3.SQLITE_CORRUPT else None


def _damaged(path: Path, what: str) -> errors.StoreCorrupt:
    remedy = "keep a copy, then restore a backup or try `sqlite3 FILE .recover`"
    return errors.StoreCorrupt(f"{path}: the file is damaged ({what})", remedy)


def _unwritable(path: Path) -> errors.StoreReadOnly:
    return errors.StoreReadOnly(
        f"{path}: cannot be written", "give yourself write permission on the file and its folder"
    )


class Project:
    """An open project. Not shared between threads; close it, or use it as a context manager.

    ``writable`` False: it was opened where nothing can be written.
    """

    writable = True

    def __init__(self, path: Path, conn: sqlite3.Connection, clock: Clock, device: Callable[[], str]) -> None:
        self.path, self.conn, self.clock, self._device = path, conn, clock, device

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.conn.close()

    @cached_property
    def device(self) -> str:
        """The id of this machine, found out at the first write."""
        return self._device()

    @cached_property
    def db(self) -> Database:
        """The connection as a sqlite-utils database (imported when first asked for: 0.1 s)."""
        with lean():
            from sqlite_utils import Database

        return Database(self.conn, execute_plugins=False)

    def patience(self, milliseconds: int) -> None:
        """How long a write waits for the lock before it raises ``StoreBusy``."""
        self.conn.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on the disk when the block ends, or nothing of it.

        Raises:
            StoreError: of the kind that says why it could not be written.
        """
        with explained(self.path):
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self.conn
                self.conn.execute("COMMIT")
            except BaseException:
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                raise

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with explained(self.path):
            return self.conn.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        with explained(self.path):
            row: tuple[Any, ...] | None = self.conn.execute(sql, values).fetchone()
            return row

    @cached_property
    def scheme(self) -> Scheme:
        """The label scheme in force (``del project.scheme`` after another was adopted)."""
        import json

        data, sha256 = self.scheme_data
        return build(json.loads(data), sha256)

    @property
    def scheme_data(self) -> tuple[str, str]:
        """The scheme in force as JSON, and its hash: what ``scheme.definition.build`` takes."""
        row = self.one("SELECT data, sha256 FROM scheme ORDER BY id DESC LIMIT 1")
        if row is None:
            raise errors.StoreUnsuitable(f"{self.path}: the project has no scheme", "restore a backup")
        return row[0], row[1]

    def quick_check(self) -> list[str]:
        """What SQLite's ``quick_check`` finds wrong with the pages of the file; empty when it is sound.

        What the values of rows must be is left to ``annotator check``: it is three quarters of the time.
        """
        with explained(self.path):
            self.conn.execute("PRAGMA ignore_check_constraints = ON")
            try:
                rows = self.conn.execute("PRAGMA quick_check(10)").fetchall()
            finally:
                self.conn.execute("PRAGMA ignore_check_constraints = OFF")
        return [str(row[0]) for row in rows if row[0] != "ok"]


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    conn.execute(f"PRAGMA busy_timeout = {PATIENT}")
    return conn


def is_project(path: Path) -> bool:
    """Whether there is a file at the path (an empty one is none).

    Raises:
        StoreReadOnly, StoreUnsuitable: the system does not tell.
    """
    try:
        return path.is_file() and path.stat().st_size > 0
    except PermissionError:
        raise _unwritable(path) from None
    except OSError as error:
        raise errors.StoreUnsuitable(f"{path}: {error.strerror}", "name another file with --db") from None


def _refuse_unsuitable(path: Path, conn: sqlite3.Connection) -> int:
    application = conn.execute("PRAGMA application_id").fetchone()[0]
    version: int = conn.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise errors.StoreUnsuitable(f"{path}: is not an annotator project", "name another file with --db")
    if version > VERSION:
        raise errors.StoreUnsuitable(
            f"{path}: was made by a newer version (tables {version}, this program knows {VERSION})",
            "upgrade factcheck-annotator; the file was not touched",
        )
    return version


def _prepare(path: Path, conn: sqlite3.Connection) -> None:
    """Write-ahead log, a full sync at every commit, foreign keys."""
    if conn.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise errors.StoreUnsuitable(f"{path}: SQLite cannot keep its write-ahead log here", "use a local disk")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA foreign_keys = ON")


def _refuse_network(path: Path) -> None:
    if kind := network_file_system(path):
        raise errors.StoreUnsuitable(
            f"{path}: lies on a network file system ({kind}), where SQLite can lose data",
            "keep the project on a local disk, and annotate over SSH on the machine that has it",
        )


def open_project(path: Path, *, clock: Clock | None = None, device: Callable[[], str] = lambda: "local") -> Project:
    """Open a project for reading and writing.

    Raises:
        StoreMissing: there is none; StoreUnsuitable, StoreReadOnly, StoreCorrupt: it cannot be used.
    """
    if not is_project(path):
        remedy = f"make one with `annotator init --db {path}`, or `annotator import` something into it"
        raise errors.StoreMissing(f"{path}: there is no project", remedy)
    _refuse_network(path)
    if not os.access(path, os.R_OK | os.W_OK):  # SQLite would open it, and refuse the first label
        raise _unwritable(path)
    with explained(path):
        conn = _connect(path, "rw")
        try:
            version = _refuse_unsuitable(path, conn)
            _prepare(path, conn)
            project = Project(path, conn, clock or Clock(), device)
            if path.stat().st_size <= CHECK_AT_ONCE and (faults := project.quick_check()):
                raise _damaged(path, faults[0])
            if version < VERSION:
                with project.writing():
                    _migrate(project)
        except BaseException:
            conn.close()
            raise
    return project


def open_to_read(path: Path, *, clock: Clock | None = None) -> Project:
    """Open a project for asking only; also one that cannot be written, which is then taken as it is in the file.

    Raises:
        StoreMissing: there is none; StoreUnsuitable, StoreReadOnly, StoreCorrupt: it cannot be used.
    """
    with suppress(errors.StoreReadOnly):
        return open_project(path, clock=clock)
    log = path.with_name(path.name + "-wal")
    unwritten = log.exists() and log.stat().st_size > 0  # SQLite must read it, and has to write beside it for that
    with explained(path):
        conn = _connect(path, "ro" if unwritten else "ro&immutable=1")
        try:
            lend_tables(conn, _refuse_unsuitable(path, conn))
            conn.execute("PRAGMA query_only = ON")
        except BaseException:
            conn.close()
            raise
    project = Project(path, conn, clock or Clock(), lambda: "local")
    project.writable = False
    return project


def _migrate(project: Project) -> None:
    migrations().apply(project.db)
    project.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    project.conn.execute(f"PRAGMA user_version = {VERSION}")


def create_project(
    path: Path,
    scheme: Scheme,
    content: bytes,
    data: Mapping[str, Any],
    *,
    clock: Clock | None = None,
    device: Callable[[], str] = lambda: "local",
) -> Project:
    """Make a project with a scheme (as ``read_scheme`` gives it); the file appears whole or not at all.

    Raises:
        StoreUnsuitable: there is a file already, or the place will not do; StoreReadOnly, StoreFull: as they say.
    """
    if not os.path.isdir(path.absolute().parent):  # noqa: PTH112 - Path.is_dir raises where it may not look
        raise errors.StoreUnsuitable(f"{path}: there is no folder {path.absolute().parent}", "make it first")
    _refuse_network(path)
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - these raise nothing
        # a device or a pipe: not to be opened, and never to be taken away after a failure
        raise errors.StoreUnsuitable(f"{path}: is not a file", "name one with --db")
    with explained(path):
        conn = _connect(path, "rwc")
        empty = False
        try:
            project = Project(path, conn, clock or Clock(), device)
            with project.writing():  # with a rollback journal: a crash here leaves an empty file, which may be used
                empty = not conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
                if not empty:
                    raise errors.StoreUnsuitable(f"{path}: is there already", "open it, or name another with --db")
                _migrate(project)
                add_scheme(project, scheme, content, data)
            _prepare(path, conn)
        except BaseException:
            conn.close()
            if empty:
                path.unlink(missing_ok=True)
            raise
    return project


def add_scheme(project: Project, scheme: Scheme, content: bytes, data: Mapping[str, Any]) -> None:
    """Put a scheme in force, within a transaction."""
    import orjson

    project.conn.execute(
        "INSERT INTO scheme (name, version, sha256, content, data, adopted) VALUES (?, ?, ?, ?, ?, ?)",
        (scheme.name, scheme.version, scheme.sha256, content, orjson.dumps(data).decode(), project.clock.now()),
    )
    project.__dict__.pop("scheme", None)
