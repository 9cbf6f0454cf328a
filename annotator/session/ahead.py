"""Reads and checks the files of a large import in a second process, while the first one writes.

Parsing, validating and checking a labelled record costs more than inserting its rows; neither waits for the other this
way. The reader knows no database. What it sends is plain data (``marshal``: nothing in it can run), and it comes from a
child of ours alone, never from a file. When either process ends, so does the other.
"""

from __future__ import annotations

import json
import marshal
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, TYPE_CHECKING, Any

from annotator.errors import AnnotatorError, RecordError
from annotator.formats.source import Options
from annotator.model import Document, Layer, Meta
from annotator.session.reading import Found, incomings
from annotator.session.unpacking import Ready, Unpacker
from annotator.store.bulk import LayerRows

if TYPE_CHECKING:
    from annotator.formats.mapping import LabelMap
    from annotator.store import Project

LARGE = 4 << 20
"""Bytes of files from which a second process is worth its start, a third of a second."""
BATCH, BATCH_BYTES = 16, 2 << 20
AHEAD = 4
"""Batches that wait to be written."""
PIPE = 1 << 20
_DOCUMENT = ("key", "text", "title", "language", "sha256", "publisher", "url", "published")
_LENGTH = struct.Struct("<Q")

__all__ = ["LARGE", "made_ready"]

Made = Ready | RecordError


def made_ready(
    project: Project,
    files: Sequence[Found],
    options: Options,
    annotator: str,
    mapping: LabelMap | None,
    told: Callable[[str, str], None],
    step: Callable[[int], None],
    status: str = "todo",
) -> Generator[list[Made], None, None]:
    """Batches of records of files that are made ready, in order.

    ``told(file, format)`` is called once a file, ``step(bytes)`` as they are read; ``status`` is that of sentences for
    which none is given. Small files, and stdin, are read in this process.

    Raises:
        AnnotatorError: the reading process came to an end before the files did.
    """
    large = sum(found.size for found in files) >= LARGE and all(found.path is not None for found in files)
    if large and sys.executable:
        scheme, sha256 = project.scheme_data
        request = {
            "files": [(str(found.path), found.format, found.in_folder) for found in files],
            "options": asdict(options),
            "annotator": annotator,
            "now": project.clock.now(),
            "scheme": scheme,
            "sha256": sha256,
            "mapping": _map_out(mapping),
            "status": status,
        }
        yield from _from_reader(request, told, step)
        return
    unpacker = Unpacker(project.scheme, annotator, project.clock.now(), mapping, status)
    for done, batch in _batches(files, options, unpacker, told):
        step(done)
        yield batch


def _batches(
    files: Sequence[Found], options: Options, unpacker: Unpacker, told: Callable[[str, str], None]
) -> Iterator[tuple[int, list[Made]]]:
    """Bytes read so far, and some records at a time."""
    batch: list[Made] = []
    size = done = 0
    for at, incoming in incomings(files, options, told):
        done = max(done, at)
        batch.append(unpacker.one(incoming))
        size += len(getattr(incoming, "raw", None) or b"")
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield done, batch
            batch, size = [], 0
    yield done, batch


# -- this side ----------------------------------------------------------------------------------------------------


def _from_reader(
    request: dict[str, Any], told: Callable[[str, str], None], step: Callable[[int], None]
) -> Iterator[list[Made]]:
    # -P and the path as it is here: nothing that lies in the current folder is taken for a module
    start = f"import sys; sys.path[:] = {sys.path!r}; from annotator.session.ahead import main; main()"
    with subprocess.Popen(  # noqa: S603 - this very program
        [sys.executable, "-P", "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=PIPE
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        try:
            _wide(reader.stdout)
            reader.stdin.write(json.dumps(request).encode())
            reader.stdin.close()
            yield from _received(reader.stdout, told, step)
        finally:
            reader.kill()


def _wide(pipe: IO[bytes]) -> None:
    """Let more than 64 KB wait in a pipe where the system can."""
    if sys.platform == "linux":
        import fcntl

        try:
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE)
        except OSError:
            return  # an unprivileged user's limit: it is slower, no more


def _received(stream: IO[bytes], told: Callable[[str, str], None], step: Callable[[int], None]) -> Iterator[list[Made]]:
    sentences: Any = []
    while len(head := stream.read(_LENGTH.size)) == _LENGTH.size:
        length = _LENGTH.unpack(head)[0]
        body = stream.read(length)
        if len(body) < length:
            break
        formats, done, packed = marshal.loads(body)  # noqa: S302 - from our own child
        for file, name in formats:
            told(file, name)
        if packed is None:
            return
        batch: list[Made] = []
        for kind, *values in packed:
            if kind == "rejected":
                reason, remedy, file, line, raw = values
                batch.append(RecordError(reason, remedy, file=file, line=line, raw=raw))
                continue
            sentences = values[8] if values[8] is not None else sentences
            batch.append(_in(values, sentences))
        step(done)
        yield batch
    raise AnnotatorError("the process that reads the files has ended", "what was read is in; import the rest again")


def _in(values: Sequence[Any], sentences: Any) -> Ready:
    file, line, raw, known, meta, keyed, segmenter, given, _, layer, rows, untimed, *rest = values
    return Ready(
        file,
        line,
        raw,
        Document(**known, meta=tuple(Meta(key, value) for key, value in meta)),
        keyed,
        segmenter,
        given,
        sentences,
        Layer(*layer) if layer is not None else None,
        LayerRows(*rows) if rows is not None else None,
        frozenset(untimed),
        *rest,
    )


def _map_out(mapping: LabelMap | None) -> str | None:
    if mapping is None:
        return None
    from pydantic import TypeAdapter

    return TypeAdapter(type(mapping)).dump_json(mapping).decode()


# -- the other side -----------------------------------------------------------------------------------------------


def main() -> None:
    """The reading process: its request comes on stdin, batches go to stdout."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the writer's to answer
    gc.set_threshold(100_000, 50, 50)
    request = json.loads(sys.stdin.buffer.read())
    sender = _Sender(os.fdopen(os.dup(1), "wb", buffering=0))
    os.dup2(2, 1)  # whatever a library prints does not go among the batches
    _send_all(request, sender)
    sender.close()


class _Sender:
    """Writes batches from a thread of its own, so that the next ones are made ready while the writer is busy."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._waiting: Queue[bytes | None] = Queue(maxsize=AHEAD)
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            while (body := self._waiting.get()) is not None:
                self._out.write(_LENGTH.pack(len(body)))
                self._out.write(body)
            self._out.flush()
        except OSError:  # the writer has ended
            os._exit(0)

    def send(self, body: bytes) -> None:
        """Write, once there is room."""
        self._waiting.put(body)

    def close(self) -> None:
        """Wait until everything is written."""
        self._waiting.put(None)
        self._thread.join()


def _send_all(request: dict[str, Any], sender: _Sender) -> None:
    from annotator.scheme.definition import build

    scheme = build(json.loads(request["scheme"]), request["sha256"])
    unpacker = Unpacker(scheme, request["annotator"], request["now"], _map_in(request["mapping"]), request["status"])
    files = [Found(Path(path), name, in_folder) for path, name, in_folder in request["files"]]
    formats: list[tuple[str, str]] = []
    sent: Any = None

    def told(file: str, name: str) -> None:
        formats.append((file, name))

    def send(done: int, packed: list[Any] | None) -> None:
        sender.send(marshal.dumps((formats, done, packed)))
        formats.clear()

    for done, batch in _batches(files, Options(**request["options"]), unpacker, told):
        packed = []
        for made in batch:
            if isinstance(made, RecordError):
                packed.append(("rejected", made.reason, made.remedy, made.file, made.line, made.raw))
            else:
                packed.append(_out(made, None if made.sentences is sent else made.sentences))
                sent = made.sentences
        send(done, packed)
    send(0, None)


def _map_in(data: str | None) -> LabelMap | None:
    if data is None:
        return None
    from pydantic import TypeAdapter

    from annotator.formats.mapping import LabelMap

    return TypeAdapter(LabelMap).validate_json(data)


def _out(ready: Ready, sentences: Any) -> tuple[Any, ...]:
    """A record as plain data; ``sentences`` None: those of the one before."""
    d, layer, rows = ready.document, ready.layer, ready.rows
    return (
        "ready",
        ready.file,
        ready.line,
        ready.raw,
        {name: getattr(d, name) for name in _DOCUMENT},
        [(m.key, m.value) for m in d.meta],
        ready.keyed,
        ready.segmenter,
        ready.given,
        sentences,
        (layer.annotator, layer.kind, layer.number) if layer is not None else None,
        (rows.sources, rows.spans, rows.relations, rows.states, rows.payload, rows.rejections)
        if rows is not None
        else None,
        list(ready.untimed),
        ready.status,
        ready.original,
        ready.scheme,
        dict(ready.unknown),
        dict(ready.lost),
    )
