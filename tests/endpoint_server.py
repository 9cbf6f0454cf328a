"""A small OpenAI-compatible server on this machine, which answers as a test tells it to. Not a test."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-never-to-be-seen-0123456789"


@dataclass(frozen=True)
class Seen:
    """A request that came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float

    @property
    def sentences(self) -> list[dict[str, Any]]:
        """The sentences that it asks about."""
        found: list[dict[str, Any]] = json.loads(self.body["messages"][1]["content"])["sentences"]
        return found

    def asks(self, words: str) -> bool:
        return any(words in sentence["text"] for sentence in self.sentences)


@dataclass(frozen=True)
class Given:
    """What the server sends: the body in pieces, with a pause before each."""

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pieces: int = 1
    pause: float = 0.0


def said(content: object, usage: object = (120, 30), **more: Any) -> Given:
    """An answer of a model: its content as text, or what shall be JSON in it."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    body: dict[str, Any] = {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]}
    if isinstance(usage, tuple):
        body["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
    return Given(json.dumps(body | more).encode())


def spans(*listed: tuple[int, str, str], **attributes: str) -> dict[str, Any]:
    """An answer with spans: number of the sentence, label, quotation."""
    return {
        "sentences": [
            {"n": n, "spans": [{"label": label, "quote": quote, "attributes": attributes}]}
            for n, label, quote in listed
        ]
    }


def good(seen: Seen) -> Given:
    """A model that knows one word."""
    found = [
        (s["n"], "uncertainty_cue", "mogelijk")
        for s in seen.sentences
        if "mogelijk" in s["text"].replace(".", " ").split()
    ]
    return said(spans(*found, cue_type="possible"))


class Served:
    """A running server: its address, and the requests that it saw."""

    def __init__(self, answer: Callable[[Seen], Given]) -> None:
        self.seen: list[Seen] = []
        self.answer = answer
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def take(self, seen: Seen) -> Given:
        self.seen.append(seen)
        return self.answer(seen)

    def asked(self, *words: str) -> list[str]:
        """Which of some words each request was about."""
        return ["".join(word for word in words if seen.asks(word)) for seen in self.seen]


def in_turn(*given: Given | Callable[[Seen], Given]) -> Callable[[Seen], Given]:
    """Answers one after the other; the last one stays."""
    left: list[Given | Callable[[Seen], Given]] = list(given)

    def answer(seen: Seen) -> Given:
        found = left.pop(0) if len(left) > 1 else left[0]
        return found if isinstance(found, Given) else found(seen)

    return answer


@contextmanager
def serving(answer: Callable[[Seen], Given] = good) -> Iterator[Served]:
    """A server on a free port of this machine, in a thread."""
    served = Served(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(size))
            given = served.take(Seen(self.path, dict(self.headers), body, time.monotonic()))
            with suppress(OSError):  # the client may have gone
                self._send(given)

        def _send(self, given: Given) -> None:
            self.send_response(given.status)
            for name, value in ({"Content-Length": str(len(given.body))} | given.headers).items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            step = -(-len(given.body) // given.pieces)
            for start in range(0, len(given.body), max(1, step)):
                time.sleep(given.pause)
                self.wfile.write(given.body[start : start + step])

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        served.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
