"""``suggest --endpoint``: asks an OpenAI-compatible server about the documents of a project, and keeps the answers."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.options import as_json, opened, progress, say
from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.session.asking import Outcome
    from annotator.store import Project
    from annotator.store.suggested import Waiting
    from annotator.suggest.calling import Client
    from annotator.suggest.endpoint import Endpoint, Spent

__all__ = ["ask_endpoint", "endpoint_options", "without_endpoint"]

RATE = 60.0


def _finite(_context: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not (math.isfinite(value) and value >= 0):
        raise UsageError(f"--{(parameter.name or '').replace('_', '-')} {value} is no amount", "a number from 0 on")
    return value


_OPTIONS = (
    click.option(
        "--endpoint", metavar="URL", help="Ask an OpenAI-compatible server, such as http://localhost:8000/v1."
    ),
    click.option("--model", metavar="NAME", help="Its model."),
    click.option("--rate", type=float, callback=_finite, metavar="N", help="Requests a minute at most; default 60."),
    click.option(
        "--price-in", type=float, callback=_finite, metavar="X", help="Price of a million tokens that it reads."
    ),
    click.option("--price-out", type=float, callback=_finite, metavar="X", help="And of a million that it writes."),
    click.option("--again", is_flag=True, help="Ask about the documents that it has answered about too."),
    click.option("--dry-run", is_flag=True, help="Say what it would take, and ask nothing."),
)


def endpoint_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of ``suggest`` that are about an endpoint."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def without_endpoint(given: Mapping[str, Any]) -> None:
    """Refuse the options of an endpoint where there is none.

    Raises:
        UsageError: one of them is given.
    """
    for name, value in given.items():
        if value is not None and value is not False:
            raise UsageError(f"--{name.replace('_', '-')} is for --endpoint", "name the server with --endpoint URL")


def ask_endpoint(db: Path, key: str | None, json_: bool, given: Mapping[str, Any]) -> None:
    """Ask about the documents of a project (or one of them), keep the answers, and say what was kept and spent."""
    from annotator.session.asking import planned, to_ask
    from annotator.store.connection import open_to_read
    from annotator.suggest.endpoint import endpoint_at

    if given["model"] is None:
        raise UsageError("--endpoint needs a model", "name it with --model")
    rate = RATE if given["rate"] is None else given["rate"]
    if rate == 0:
        raise UsageError("--rate 0 asks nothing", "leave it out, or name a number above 0")
    endpoint = endpoint_at(given["endpoint"], given["model"], os.environ, rate=rate)
    if given["dry_run"]:
        with open_to_read(db) as project:
            documents = to_ask(project, endpoint.name, again=given["again"], key=key)
            _plan(db, endpoint, documents, planned(project, documents), json_, given)
        return
    with opened(db) as project:
        documents = to_ask(project, endpoint.name, again=given["again"], key=key)
        failed = _run(project, endpoint, documents, json_, given)
    if failed:
        raise SystemExit(1)


def _run(project: Project, endpoint: Endpoint, documents: Waiting, json_: bool, given: Mapping[str, Any]) -> int:
    """How many documents failed; what was kept and spent is said however it ends."""
    from annotator.session.asking import ask
    from annotator.suggest.calling import Client

    client = Client(endpoint, project.clock, tell=say)
    outcomes: list[Outcome] = []
    try:
        with progress(len(documents.documents), "ask") as step:
            for outcome in ask(project, client, documents):
                outcomes.append(outcome)
                if outcome.failed is not None:
                    say(f"{outcome.key}: {outcome.failed}")
                step(1)
    finally:
        _tell(project, client, documents, outcomes, json_, given)
    return sum(outcome.failed is not None for outcome in outcomes)


def _tell(
    project: Project,
    client: Client,
    documents: Waiting,
    outcomes: list[Outcome],
    json_: bool,
    given: Mapping[str, Any],
) -> None:
    well = [outcome for outcome in outcomes if outcome.failed is None and not outcome.gone]
    failed = sum(outcome.failed is not None for outcome in outcomes)
    count = sum(outcome.suggestions for outcome in well)
    dropped: Counter[str] = Counter()
    for outcome in well:
        dropped.update(outcome.dropped)
    text = f"{project.path}: {client.endpoint.name}: {count} suggestions for {len(well)} documents kept"
    say(text + _passed(documents) + (f"; {failed} failed" if failed else ""))
    for why, number in sorted(dropped.items()):
        say(f"{number} dropped: {why}")
    cost = _cost(client.spent, given)
    say(_spent(client.spent, cost))
    if json_:
        as_json(
            {
                "suggester": client.endpoint.name,
                "documents": len(well),
                "suggestions": count,
                "dropped": dict(sorted(dropped.items())),
                "failed": failed,
                **_numbers(documents, client.spent, cost),
            }
        )


def _plan(
    db: Path, endpoint: Endpoint, documents: Waiting, spent: Spent, json_: bool, given: Mapping[str, Any]
) -> None:
    cost = _cost(spent, given)
    say(f"{db}: {endpoint.name} would be asked about {len(documents.documents)} documents" + _passed(documents))
    say("about " + _spent(spent, cost))
    if json_:
        plan = {"suggester": endpoint.name, "documents": len(documents.documents)}
        as_json({**plan, **_numbers(documents, spent, cost)})


def _numbers(documents: Waiting, spent: Spent, cost: float | None) -> dict[str, Any]:
    return {
        "answered_before": documents.done,
        "blind": documents.blind,
        "requests": spent.requests,
        "prompt_tokens": spent.prompt,
        "completion_tokens": spent.completion,
        "without_usage": spent.silent,
        "cost": cost,
    }


def _passed(documents: Waiting) -> str:
    text = f"; {documents.done} answered before (--again asks anew)" if documents.done else ""
    return text + (f"; {documents.blind} labelled without suggestions passed over" if documents.blind else "")


def _cost(spent: Spent, given: Mapping[str, Any]) -> float | None:
    prices = given["price_in"], given["price_out"]
    return None if prices == (None, None) else spent.cost(prices[0] or 0.0, prices[1] or 0.0)


def _spent(spent: Spent, cost: float | None) -> str:
    text = f"{spent.requests:,} requests, {spent.prompt:,} tokens in, {spent.completion:,} tokens out"
    text += f", cost {cost:,.4f}" if cost is not None else ""
    return text + (f"; {spent.silent:,} answers without a count of their tokens" if spent.silent else "")
