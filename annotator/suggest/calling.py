"""Asks an endpoint: at a steady pace, again where that helps, never longer or for more than it may. No database."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from annotator import __version__
from annotator.clock import Clock
from annotator.suggest.endpoint import Endpoint, EndpointError, EndpointUnusable, Reply, Spent, read_reply

__all__ = ["LIMIT", "Client"]

LIMIT = 4 << 20
"""Bytes of an answer."""
ATTEMPTS = 6
"""How often a request is sent where the server is busy or fails."""
CONNECTIONS = 3
"""How often where nobody answers at all."""
PATIENCE = 120.0
"""Seconds that a server may ask to wait; where it asks for more, it is better tried another time."""
_CHUNK = 1 << 16
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,3})?", re.ASCII)


class _Again(Exception):
    """It may help to send the request again; ``wait`` is in seconds where the server says so."""

    def __init__(self, error: EndpointError, attempts: int, wait: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.attempts, self.wait = error, attempts, wait


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow none: the key was given for one address."""
        return


class Client:
    """Asks one endpoint. ``spent`` is what was sent and counted so far, of failed requests too.

    ``tell`` gets a line where it has to wait for the server. Not shared between threads.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        clock: Clock | None = None,
        sleep: Callable[[float], object] = time.sleep,
        tell: Callable[[str], object] = lambda _line: None,
    ) -> None:
        self.endpoint, self.spent = endpoint, Spent()
        self._clock, self._sleep, self._tell = clock or Clock(), sleep, tell
        self._next: float | None = None
        self._opener = _opener(endpoint)

    def ask(self, system: str, user: str) -> Reply:
        """The model's answer to one message, at temperature 0.

        Raises:
            EndpointUnusable: the next request would fare no better; EndpointError: this one was not answered.
        """
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        body = json.dumps({"model": self.endpoint.model, "temperature": 0, "messages": messages}).encode()
        attempt = 0
        while True:
            attempt += 1
            self._keep_pace()
            try:
                return self._once(body)
            except _Again as again:
                if attempt >= again.attempts:
                    raise again.error from None
                wait = again.wait if again.wait is not None else 2.0 ** (attempt - 1)
                self._tell(f"{again.error.message}: sent again in {wait:.0f} s")
                self._sleep(wait)

    def _keep_pace(self) -> None:
        now = self._clock.steady()
        if self._next is not None and now < self._next:
            self._sleep(self._next - now)
            now = max(self._next, self._clock.steady())
        self._next = now + 60.0 / self.endpoint.rate

    def _once(self, body: bytes) -> Reply:
        host = self.endpoint.host
        self.spent += Spent(requests=1)
        until = self._clock.steady() + self.endpoint.timeout
        try:
            with self._opener.open(self._request(body), timeout=self.endpoint.timeout) as answer:
                reply = read_reply(self._read(answer, until))
        except HTTPError as error:
            with error:
                raise self._refusal(error, until) from None
        except TimeoutError:
            raise self._late() from None
        except (http.client.HTTPException, OSError) as error:
            raise self._broken(error) from None
        except ValueError as error:
            raise EndpointError(f"{host}: {error}", "look whether it is an OpenAI-compatible endpoint") from None
        self.spent += reply.spent
        return reply

    def _request(self, body: bytes) -> Request:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": f"factcheck-annotator/{__version__}",
        }
        request = Request(self.endpoint.url, body, headers, method="POST")  # noqa: S310 - http or https: endpoint_at
        if self.endpoint.key:
            request.add_unredirected_header("Authorization", f"Bearer {self.endpoint.key}")
        return request

    def _read(self, answer: Any, until: float) -> bytes:
        """The body, up to the limit, until a moment of the steady clock."""
        announced = _number(answer.headers.get("Content-Length"))
        parts: list[bytes] = []
        size = 0
        while (announced or 0) <= LIMIT:
            if self._clock.steady() > until:
                raise TimeoutError
            part = answer.read1(_CHUNK)
            if not part:
                if announced is not None and size < announced:
                    raise http.client.IncompleteRead(b"", announced - size)
                return b"".join(parts)
            size += len(part)
            if size > LIMIT:
                break
            parts.append(part)
        raise ValueError(f"answered with more than {LIMIT >> 20} MiB")

    def _broken(self, error: Exception) -> Exception:
        """What to raise where there is no connection, or no longer."""
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):
            return self._late()
        host, why = self.endpoint.host, getattr(reason, "strerror", None) or type(reason).__name__
        if isinstance(error, URLError):
            remedy = "check --endpoint, and that the server runs"
            return _Again(EndpointUnusable(f"{host}: no connection ({why})", remedy), CONNECTIONS)
        return _Again(EndpointError(f"{host}: the connection broke ({why})", "run it again"), CONNECTIONS)

    def _late(self) -> EndpointError:
        seconds = f"{self.endpoint.timeout:g}"
        return EndpointError(f"{self.endpoint.host}: no answer within {seconds} s", "run it again")

    def _refusal(self, error: HTTPError, until: float) -> Exception:
        """What to raise for a status that is no success."""
        status, host = error.code, self.endpoint.host
        what = f"{host}: HTTP {status}"
        if 300 <= status < 400:
            place = _netloc(self.endpoint.without_key(error.headers.get("Location") or ""))
            what += f", a redirect to {place}" if place else ", a redirect"
            return EndpointUnusable(f"{what} that is not followed", "name the address itself with --endpoint")
        if status in (401, 403):
            return EndpointUnusable(f"{what}: the key is missing or refused", "set ANNOTATOR_API_KEY")
        if said := self._said(error, until):
            what += f" ({said})"
        if status in (402, 404, 405):
            return EndpointUnusable(what, "check --endpoint and --model")
        if status == 429 or status >= 500:
            return self._busy(status, what, error.headers.get("Retry-After"))
        return EndpointError(what, "see what the server says of it")

    def _busy(self, status: int, what: str, retry_after: str | None) -> Exception:
        wait = self._asked_to_wait(retry_after)
        if wait is not None and wait > PATIENCE:
            return EndpointUnusable(f"{what}: it asks to wait for {wait:.0f} s", "run it again then")
        if status == 429:
            return _Again(EndpointUnusable(what, "run it again later, or with a lower --rate"), ATTEMPTS, wait)
        return _Again(EndpointError(what, "run it again later"), ATTEMPTS, wait)

    def _asked_to_wait(self, value: str | None) -> float | None:
        """The seconds of a ``Retry-After``, which are a number or a moment; None where it is neither."""
        value = (value or "").strip()
        if _SECONDS.fullmatch(value):
            return float(value)
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - self._clock.wall())
        except (ValueError, TypeError, OverflowError, IndexError):
            return None

    def _said(self, error: HTTPError, until: float) -> str:
        """The message in the body of an error, where it has one that may be repeated."""
        try:
            data = json.loads(self._read(error, until))
        except (ValueError, RecursionError, OSError, http.client.HTTPException):
            return ""
        told = data.get("error", data) if isinstance(data, dict) else data
        told = told.get("message") if isinstance(told, dict) else told
        return self.endpoint.without_key(told) if isinstance(told, str) else ""


def _opener(endpoint: Endpoint) -> OpenerDirector:
    """Through the environment's proxy, but for this machine."""
    return build_opener(_NoRedirect, *([ProxyHandler({})] if endpoint.is_local else []))


def _number(value: str | None) -> int | None:
    return int(value) if value is not None and value.isdecimal() and len(value) < 16 else None


def _netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc.rpartition("@")[2]
    except ValueError:
        return ""
