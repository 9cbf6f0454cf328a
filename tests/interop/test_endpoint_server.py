"""An endpoint that is really asked: a server on this machine with good answers, bad ones, slow ones and hostile ones."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from annotator.clock import Clock
from annotator.session.asking import IN_A_ROW, Outcome, ask, to_ask
from annotator.store import Project, open_project
from annotator.store.suggested import kept
from annotator.suggest.calling import LIMIT, Client
from annotator.suggest.endpoint import EndpointError, EndpointUnusable, Spent, endpoint_at
from tests.building import findings, new_project, record, take
from tests.endpoint_server import KEY, Given, Seen, Served, good, in_turn, said, serving, spans
from tests.unit.cli.calling import ROOT

DOCUMENTS = {
    "a": "Er is brand in Almelo. Het is mogelijk opzet.",
    "b": "Niemand in Breda weet iets.",
    "c": "In Cuijk is het mogelijk glad.",
}
TOWNS = ("Almelo", "Breda", "Cuijk")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    with new_project(tmp_path / "p.db") as project:
        take(project, *[record(text, key) for key, text in DOCUMENTS.items()])
        yield project  # type: ignore[misc]


def client(served: Served, told: list[str] | None = None, **more: Any) -> Client:
    endpoint = endpoint_at(served.url, "m", {"ANNOTATOR_API_KEY": KEY}, **{"rate": 60_000.0, **more})
    tell = (lambda _line: None) if told is None else told.append
    return Client(endpoint, Clock(), lambda seconds: time.sleep(min(seconds, 0.02)), tell)


def run(project: Project, asker: Client, **more: Any) -> list[Outcome]:
    return list(ask(project, asker, to_ask(project, asker.endpoint.name, **more)))


def words(project: Project, document: int, name: str = "endpoint/1:m") -> list[tuple[str, str]] | None:
    found = kept(project, document, name)
    return None if found is None else [(s.label, " … ".join(p.text for p in s.fragments)) for s in found.spans]


# -- what goes well -----------------------------------------------------------------------------------------------------


def test_answers_are_kept_with_what_they_took(project: Project) -> None:
    with serving() as served:
        asker = client(served)
        outcomes = run(project, asker)
    assert [(o.key, o.suggestions, dict(o.dropped), o.failed) for o in outcomes] == [
        ("a", 1, {}, None),
        ("b", 0, {}, None),
        ("c", 1, {}, None),
    ]
    found = kept(project, 1, "endpoint/1:m")
    assert found is not None
    (span,) = found.spans
    assert [(p.start, p.end, p.text) for p in span.fragments] == [(30, 38, "mogelijk")]
    assert [(a.name, a.value) for a in span.attributes] == [("cue_type", "possible")]
    assert span.score == 0.5
    assert found.account["prompt_tokens"] == 120
    assert words(project, 2) == [], "nothing is an answer"
    assert asker.spent == Spent(3, 360, 90, 0)
    assert findings(project) == []


def test_a_request_has_what_a_server_expects(project: Project) -> None:
    with serving() as served:
        run(project, client(served), key="b")
    (seen,) = served.seen
    assert seen.path == "/v1/chat/completions"
    assert seen.headers["Authorization"] == f"Bearer {KEY}"
    assert seen.headers["Content-Type"] == "application/json"
    assert (seen.body["model"], seen.body["temperature"]) == ("m", 0)
    assert [m["role"] for m in seen.body["messages"]] == ["system", "user"]
    assert seen.sentences == [{"n": 1, "text": DOCUMENTS["b"]}]
    assert KEY not in json.dumps(seen.body)


def test_without_a_key_none_is_sent() -> None:
    with serving() as served:
        Client(endpoint_at(served.url, "m", {})).ask("s", '{"sentences": []}')
    assert "Authorization" not in served.seen[0].headers


def test_a_long_document_is_asked_about_in_parts(project: Project) -> None:
    take(project, record(" ".join(f"Zin {i} is mogelijk waar." for i in range(70)), "long"))
    with serving() as served:
        run(project, client(served), key="long")
    assert [(len(s.sentences), s.sentences[0]["n"]) for s in served.seen] == [(30, 1), (30, 31), (10, 61)]
    found = kept(project, 4, "endpoint/1:m")
    assert found is not None
    assert len(found.spans) == 70
    assert found.account["requests"] == 3


# -- answers that are wrong ---------------------------------------------------------------------------------------------


def test_offsets_labels_and_quotations_of_a_model_are_not_believed(project: Project) -> None:
    listed = [
        {"label": "uncertainty_cue", "quote": "mogelijk", "start": 0, "end": 2, "offset": 900},
        {"label": "uncertainty_cue", "quote": "waarschijnlijk", "start": 30, "end": 38},
        {"label": "rumour", "quote": "opzet"},
        {"label": "claim", "quote": "Er is brand"},
        {"label": "claim", "quote": "HET IS MOGELIJK OPZET"},
        {"label": "claim", "quote": "opzet", "attributes": {"polarity": "perhaps", "claim_type": "event"}},
    ]
    with serving(lambda _: said({"sentences": [{"n": 2, "spans": listed}, {"n": 44, "spans": listed[:1]}]})) as served:
        (outcome,) = run(project, client(served), key="a")
    assert words(project, 1) == [("uncertainty_cue", "mogelijk"), ("claim", "opzet")]
    assert outcome.dropped == {
        "a quotation that is not in its sentence": 3,
        "a label that the scheme does not have": 1,
        "a value that the scheme does not have": 1,
        "a sentence that was not asked about": 1,
    }


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (said("Sorry, I cannot do that."), "did not answer with JSON"),
        (said('{"sentences": [{"n": 1, "spans": ['), "did not answer with JSON"),
        (said("[" * 100_000), "did not answer with JSON"),
        (said({"spans": []}), 'has no list "sentences"'),
        (said({"sentences": []}, choices=[{"message": {"content": "{"}, "finish_reason": "length"}]), "was cut off"),
        (Given(b"<html>"), "not JSON"),
        (Given(b"\xff\xfe"), "not JSON"),
        (Given(b"{}"), "did not answer with JSON"),
        (Given(b'{"error": {"message": "context too long"}}', 400), "HTTP 400 (context too long)"),
        (Given(b"x" * 200_000, 422), "HTTP 422"),
    ],
)
def test_a_document_that_fails_is_told_and_the_others_go_on(project: Project, answer: Given, why: str) -> None:
    with serving(lambda seen: answer if seen.asks("Breda") else good(seen)) as served:
        outcomes = run(project, client(served))
        assert len(served.seen) == 3, "what is wrong is not asked again"
        assert [o.key for o in outcomes if o.failed] == ["b"]
        assert why in str(outcomes[1].failed)
        assert [words(project, n) is not None for n in (1, 2, 3)] == [True, False, True]
        served.answer = good
        assert [o.key for o in run(project, client(served))] == ["b"]
    assert served.asked(*TOWNS) == ["Almelo", "Breda", "Cuijk", "Breda"]


def test_a_run_ends_where_one_after_the_other_fails(tmp_path: Path) -> None:
    with new_project(tmp_path / "many.db") as project, serving(lambda _: said("no")) as served:
        take(project, *[record(f"Dit is bericht {n}.", str(n)) for n in range(IN_A_ROW + 3)])
        with pytest.raises(EndpointUnusable, match="in a row failed"):
            run(project, client(served))
    assert len(served.seen) == IN_A_ROW


def test_a_hostile_answer_leaves_nothing_behind(project: Project) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202e"
    entry = {"label": evil, "quote": evil, "attributes": {evil: evil}}
    more = {"label": "claim", "quote": "opzet", "attributes": {"claim_type": evil}, evil: evil}
    with serving(lambda _: said({"sentences": [{"n": 2, "spans": [entry, more]}], evil: evil}, model=evil)) as served:
        run(project, client(served), key="a")
    rows = str(project.ask("SELECT * FROM suggested"))
    assert words(project, 1) == [("claim", "opzet")]
    assert not any(bad in rows for bad in ("\x1b", "\\x1b", "\\u001b", "owned", "\u202e"))


# -- servers that are busy, slow, endless or elsewhere ------------------------------------------------------------------


def waits(given: Given) -> tuple[list[float], list[str], Served]:
    """How long it waits before it asks again, and what it tells."""
    slept: list[float] = []
    told: list[str] = []
    with serving(in_turn(given, good)) as served:
        endpoint = endpoint_at(served.url, "m", {}, rate=60_000.0)
        clock = Clock(wall=lambda: 1_700_000_000.0)
        reply = Client(endpoint, clock, slept.append, told.append).ask("s", '{"sentences": []}')
    assert reply.content == '{"sentences": []}'
    return [s for s in slept if s > 0.01], told, served


@pytest.mark.parametrize(
    ("status", "after", "wait"),
    [
        (429, "7", 7.0),
        (429, "0", None),
        (429, "", 1.0),
        (429, "soon", 1.0),
        (429, "-5", 1.0),
        (429, "nan", 1.0),
        (503, "2.5", 2.5),
        (429, formatdate(1_700_000_030.0, usegmt=True), 30.0),
        (500, "", 1.0),
        (502, formatdate(1_600_000_000.0, usegmt=True), None),
    ],
)
def test_a_busy_server_is_asked_again_when_it_says(status: int, after: str, wait: float | None) -> None:
    slept, told, served = waits(Given(b'{"error": "busy"}', status, {"Retry-After": after}))
    assert slept == ([wait] if wait else [])
    assert len(served.seen) == 2
    assert served.seen[0].body == served.seen[1].body
    assert told[0].startswith(f"127.0.0.1:{served.port}: HTTP {status} (busy): sent again in")


def test_a_server_that_stays_busy_is_left_alone(project: Project) -> None:
    with serving(lambda _: Given(b"{}", 429)) as served, pytest.raises(EndpointUnusable, match="HTTP 429"):
        run(project, client(served))
    assert len(served.seen) == 6
    with (
        serving(lambda _: Given(b"{}", 429, {"Retry-After": "3600"})) as served,
        pytest.raises(EndpointUnusable, match="asks to wait for 3600 s"),
    ):
        run(project, client(served))
    assert len(served.seen) == 1
    with serving(lambda seen: Given(b"{}", 500) if seen.asks("Breda") else good(seen)) as served:
        assert [o.key for o in run(project, client(served)) if o.failed] == ["b"]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_ends_the_run_and_repeats_no_key(project: Project, status: int) -> None:
    message = f'{{"error": {{"message": "wrong key {KEY}, or {KEY[:10]}..."}}}}'
    with serving(lambda _: Given(message.encode(), status)) as served, pytest.raises(EndpointUnusable) as caught:
        run(project, client(served))
    assert len(served.seen) == 1
    assert f"HTTP {status}" in str(caught.value)
    assert KEY[:8] not in str(caught.value)


def test_a_slow_answer_ends_at_its_time() -> None:
    for slow in (Given(b"{}", pause=3.0), Given(b" " * 400, pieces=400, pause=0.05)):
        with serving(lambda _, slow=slow: slow) as served:
            began = time.monotonic()
            with pytest.raises(EndpointError, match=r"no answer within 0\.4 s"):
                client(served, timeout=0.4).ask("s", '{"sentences": []}')
            assert time.monotonic() - began < 2.0
            assert len(served.seen) == 1


@pytest.mark.parametrize("headers", [{}, {"Content-Length": ""}])
def test_a_huge_answer_is_not_read(headers: dict[str, str]) -> None:
    huge = Given(b" " * (LIMIT + 1), headers=headers, pieces=50)
    with serving(lambda _: huge) as served, pytest.raises(EndpointError, match="more than 4 MiB"):
        client(served).ask("s", '{"sentences": []}')
    fits = said("x").body
    with serving(lambda _: Given(b" " * (LIMIT - len(fits)) + fits, headers=headers)) as served:
        assert client(served).ask("s", '{"sentences": []}').content == "x"


def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    broken = Given(b'{"choices": [', headers={"Content-Length": "5000"})
    with serving(in_turn(broken, good)) as served:
        assert client(served).ask("s", '{"sentences": []}').content == '{"sentences": []}'
    with serving(lambda _: broken) as served, pytest.raises(EndpointError, match="the connection broke") as caught:
        client(served).ask("s", '{"sentences": []}')
    assert not isinstance(caught.value, EndpointUnusable)
    assert len(served.seen) == 3


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_gets_neither_key_nor_text(project: Project, status: int) -> None:
    with serving() as elsewhere:
        place = f"{elsewhere.url}/chat/completions?key={KEY}"
        with serving(lambda _: Given(b"", status, {"Location": place})) as served:
            with pytest.raises(EndpointUnusable, match="a redirect") as caught:
                run(project, client(served))
            assert KEY not in str(caught.value)
    assert len(served.seen) == 1
    assert elsewhere.seen == []


def test_nobody_there(project: Project) -> None:
    with serving() as served:
        pass
    told: list[str] = []
    with pytest.raises(EndpointUnusable, match=r"no connection \(Connection refused\)|no connection"):
        run(project, client(served, told))
    assert len(told) == 2


def test_requests_keep_their_distance() -> None:
    with serving() as served:
        asker = Client(endpoint_at(served.url, "m", {}, rate=1200.0))
        for _ in range(4):
            asker.ask("s", '{"sentences": []}')
    gaps = [later.at - earlier.at for earlier, later in zip(served.seen, served.seen[1:], strict=False)]
    assert len(gaps) == 3
    assert sum(gaps) >= 0.13, "three times 50 ms, but for what the first one took"


# -- the command, as a process ------------------------------------------------------------------------------------------


def command(db: Path, served: Served, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "annotator",
            "suggest",
            "--endpoint",
            served.url,
            "--model",
            "m",
            "--db",
            str(db),
            *more,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT), "ANNOTATOR_API_KEY": KEY},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def halted() -> tuple[threading.Event, threading.Event, Any]:
    """An answer that says when it was asked about Breda, and waits there."""
    reached, go = threading.Event(), threading.Event()

    def answer(seen: Seen) -> Given:
        if seen.asks("Breda") and not go.is_set():
            reached.set()
            go.wait(20)
        return good(seen)

    return reached, go, answer


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_broken_off_goes_on_where_it_was(tmp_path: Path, sign: signal.Signals) -> None:
    db = tmp_path / "p.db"
    with new_project(db) as project:
        take(project, *[record(text, key) for key, text in DOCUMENTS.items()])
    reached, go, answer = halted()
    with serving(answer) as served:
        with command(db, served, "--rate", "60000") as child:
            assert reached.wait(20)
            child.send_signal(sign)
            _, err = child.communicate(timeout=20)
        go.set()
        if sign == signal.SIGINT:
            assert child.returncode == 130
            assert b"1 suggestions for 1 documents kept" in err
            assert b"2 requests, 120 tokens in" in err
        with open_project(db) as project:
            assert [words(project, n) is not None for n in (1, 2, 3)] == [True, False, False]
            assert findings(project) == []
        with command(db, served, "--rate", "60000") as child:
            out, err = child.communicate(timeout=20)
        assert child.returncode == 0, err
        assert out == b""
        assert b"1 suggestions for 2 documents kept; 1 answered before" in err
    assert served.asked(*TOWNS) == ["Almelo", "Breda", "Breda", "Cuijk"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_key_is_in_no_output_and_in_no_file(tmp_path: Path) -> None:
    db = tmp_path / "p.db"
    with new_project(db) as project:
        take(project, *[record(text, key) for key, text in DOCUMENTS.items()])
    echo = json.dumps({"error": {"message": f"what is {KEY}?"}}).encode()
    answers = in_turn(
        said(spans((1, "claim", KEY), (1, KEY, "brand"), (2, "claim", "opzet"))),
        Given(echo, 500),
        Given(echo, 400),
        good,
    )
    with serving(answers) as served, command(db, served, "--json", "--rate", "60000") as child:
        out, err = child.communicate(timeout=20)
    assert child.returncode == 1
    assert [s.headers["Authorization"] for s in served.seen] == [f"Bearer {KEY}"] * 4
    assert KEY.encode() not in out + err
    assert b"HTTP 400" in err
    for path in tmp_path.iterdir():
        assert KEY.encode() not in path.read_bytes(), path
