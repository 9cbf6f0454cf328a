"""A client for one call of an OpenAI-compatible server: ``POST {endpoint}/chat/completions``, by the standard library.

The key comes from the environment and goes to the endpoint, nowhere else: not to where a redirect points, not over
plain HTTP to another machine, not into a message. What the server says is untrusted and has a limit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from annotator.errors import AnnotatorError, UsageError

__all__ = ["KEYS", "Endpoint", "EndpointError", "EndpointUnusable", "Reply", "Spent", "endpoint_at", "read_reply"]

KEYS = ("ANNOTATOR_API_KEY", "OPENAI_API_KEY")
"""The environment's variables that a key is taken from; the first that is set, and none where that one is empty."""
_PATH = "/chat/completions"
_MODEL = re.compile(r"[A-Za-z0-9][\w./:@+-]{0,199}", re.ASCII)
_SHOWN = 200
_RUN = 8
"""So many characters of the key in a row are never repeated."""


class EndpointError(AnnotatorError):
    """A request was not answered, or not with an answer; the next one may be."""

    exit_code = 1


class EndpointUnusable(EndpointError):
    """No other request would do better now: the key is refused, the address is wrong, nobody is there."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Requests that were sent, and the tokens that the server counted; ``silent``: answers without a count."""

    requests: int = 0
    prompt: int = 0
    completion: int = 0
    silent: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            self.requests + other.requests,
            self.prompt + other.prompt,
            self.completion + other.completion,
            self.silent + other.silent,
        )

    def __sub__(self, other: Spent) -> Spent:
        return self + Spent(-other.requests, -other.prompt, -other.completion, -other.silent)

    def cost(self, price_in: float, price_out: float) -> float:
        """What the tokens cost at prices for a million of them, in the currency of the prices."""
        return (self.prompt * price_in + self.completion * price_out) / 1_000_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask, and for which model. ``rate`` is in requests a minute; ``timeout`` in seconds, for one answer."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    rate: float = 60.0
    timeout: float = 120.0

    @property
    def name(self) -> str:
        """The name and version of the suggester that it makes."""
        return f"endpoint/1:{self.model}"

    @property
    def host(self) -> str:
        """The server, for messages."""
        return urlsplit(self.url).netloc

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine."""
        return _is_local(urlsplit(self.url).hostname or "")

    def without_key(self, text: str) -> str:
        """A text of the server's in one short line; nothing of it where it repeats the key."""
        size = min(_RUN, len(self.key))
        runs = (self.key[i : i + size] for i in range(len(self.key) - size + 1)) if size else ()
        return "" if any(run in text for run in runs) else text.strip().split("\n")[0].strip()[:_SHOWN]


def endpoint_at(
    address: str, model: str, environment: Mapping[str, str], *, rate: float = 60.0, timeout: float = 120.0
) -> Endpoint:
    """An endpoint by its address (``https://host/v1``), with the key of the environment where there is one.

    Raises:
        UsageError: it cannot be one, or the key would be sent in the clear.
    """
    wrong = UsageError("--endpoint is no address of a server", "such as https://api.example.org/v1")
    if not address.isascii() or not address.isprintable() or " " in address:
        raise wrong
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise wrong
    if "@" in parts.netloc:
        raise UsageError("--endpoint has a name or a key in it", f"put the key into {KEYS[0]}")
    if parts.scheme == "http" and not _is_local(host):
        what = f"--endpoint {parts.scheme}://{parts.netloc}: text and key would be sent in the clear"
        raise UsageError(what, f"use https, or a tunnel such as `ssh -L 8000:localhost:8000 {host}`")
    if not _MODEL.fullmatch(model):
        raise UsageError("--model is no name of a model", "such as llama3.1:8b or gpt-4o-mini")
    path = parts.path.rstrip("/").removesuffix(_PATH)
    return Endpoint(f"{parts.scheme}://{parts.netloc}{path}{_PATH}", model, _key(environment), rate, timeout)


def _key(environment: Mapping[str, str]) -> str:
    name = next((name for name in KEYS if name in environment), None)
    key = environment[name].strip() if name is not None else ""
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise UsageError(f"{name} holds something that is no key", "set it anew, in one line")
    return key


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, and the tokens that it took; ``cut``: it was not allowed to say more."""

    content: str
    spent: Spent
    cut: bool = False


def read_reply(content: bytes) -> Reply:
    """The answer in a body of the server.

    Raises:
        ValueError: it is none, with the reason.
    """
    try:
        data = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ValueError("answered with something that is not JSON") from None
    spent = _usage(data)
    try:
        choice = data["choices"][0]
        said = choice["message"]["content"]
    except (KeyError, IndexError, TypeError):
        said, choice = None, {}
    if not isinstance(said, str):
        said = ""
    return Reply(said, spent, choice.get("finish_reason") == "length")


def _usage(data: object) -> Spent:
    usage = data.get("usage") if isinstance(data, dict) else None
    prompt, completion = (_count(usage, name) for name in ("prompt_tokens", "completion_tokens"))
    return Spent(silent=1) if prompt is None or completion is None else Spent(0, prompt, completion)


def _count(usage: object, name: str) -> int | None:
    count = usage.get(name) if isinstance(usage, dict) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 10**12 else None
