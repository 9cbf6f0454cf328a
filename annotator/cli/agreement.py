"""``annotator agreement``: what to compare, in which form, and whether a bar is reached."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.options import db_option, opened, progress, say
from annotator.errors import RecordError, UsageError

if TYPE_CHECKING:
    from annotator.agreement.assemble import Settings
    from annotator.agreement.figures import Compared
    from annotator.agreement.report import Measure, Report

__all__ = ["agreement_command"]

FORMATS = ("table", "json", "csv", "markdown", "latex", "html")
LEVELS = ("nominal", "ordinal", "interval", "ratio", "masi", "jaccard")
_SHORT = {"alpha": "krippendorff_alpha", "kappa": "cohen_kappa", "ualpha": "u_alpha", "ac1": "gwet_ac1"}


@click.command("agreement")
@click.argument("more", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]…")
@click.option("--layer", "layers", multiple=True, help="Only this layer: claim, claim.polarity, relation:hedges, …")
@click.option("--annotators", default="", metavar="A,B,…", help="Only these, in this order; default all.")
@click.option("--pass", "number", type=click.IntRange(1), default=1, show_default=True, help="Which pass.")
@click.option("--gold", is_flag=True, help="Compare the adjudicated layers too.")
@click.option("--unit", type=click.Choice(["token", "char"]), default="token", show_default=True, help="Of uα.")
@click.option(
    "--match", default="exact", show_default=True, metavar="exact|overlap|iou:0.5", help="Which spans are the same."
)
@click.option("--boot", type=click.IntRange(0, 100_000), default=1000, show_default=True, help="Resamples; 0: none.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Of the resamples.")
@click.option(
    "--difference",
    nargs=2,
    multiple=True,
    metavar="A B",
    help="A less B with an interval: claim source, claim@anna+bob claim@anna+eva, claim claim@2 (pass 2).",
)
@click.option("--gamma", is_flag=True, help="Add γ per span label (slow; needs the extra gamma).")
@click.option("--ratings", type=click.Path(path_type=Path), help="A CSV of item, annotator, value instead.")
@click.option("--level", type=click.Choice(LEVELS), default="nominal", show_default=True, help="Of --ratings.")
@click.option("--records", type=click.Path(path_type=Path), multiple=True, help="Exported records instead.")
@click.option("--assume-done", is_flag=True, help="With --records: sentences whose status is not given are done.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="Of the report.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="A file instead of stdout.")
@click.option("--fail-under", multiple=True, metavar="MEASURE=VALUE", help="Exit with 1 below it: alpha=0.667, f1=0.8.")
@click.option(
    "--use", type=click.Choice(["low", "point"]), default="point", show_default=True, help="What --fail-under looks at."
)
@db_option
def agreement_command(
    more: tuple[Path, ...],
    layers: tuple[str, ...],
    annotators: str,
    number: int,
    gold: bool,
    unit: str,
    match: str,
    boot: int,
    seed: int,
    difference: tuple[tuple[str, str], ...],
    gamma: bool,
    ratings: Path | None,
    level: str,
    records: tuple[Path, ...],
    assume_done: bool,
    form: str,
    output: Path | None,
    fail_under: tuple[str, ...],
    use: str,
    db: Path,
) -> None:
    """Measure how far annotators agree, with intervals.

    Compared are the sentences that annotators marked done, the empty ones too. With --records FILE… on exported
    records, with --ratings FILE on any table of ratings; neither needs a project.
    """
    if more and not records:
        raise UsageError(f"{more[0]}: a file without --records", "annotator agreement --records FILE…")
    if ratings is not None and records:
        raise UsageError("--ratings and --records together", "give one of them")
    from annotator.agreement.assemble import Settings

    for given in (*records, *more, *([ratings] if ratings else [])):
        if output is not None and os.path.realpath(output) == os.path.realpath(given):
            raise UsageError(f"{output}: is what is read", "name another file for the report")
    bars = [_bar(text) for text in fail_under]
    names = [name.strip() for name in annotators.split(",") if name.strip()]
    rejected: list[RecordError] = []
    settings = Settings(match, unit, boot, seed, layers, difference)
    if ratings is not None:
        report = _of_ratings(ratings, level, settings)
    else:
        paths = (*records, *more)
        made = (paths, "done" if assume_done else "todo")
        report = _of_layers(made, db, names, number, gold, gamma, settings, rejected)
    for error in rejected:
        say(str(error))
    _write(report, form, output)
    failed = [line for bar in bars for line in _below(report, *bar, use)]
    for line in failed:
        say(line)
    if failed or rejected:
        raise SystemExit(1)


def _of_ratings(path: Path, level: str, settings: Settings) -> Report:
    from typing import cast

    from annotator.agreement.alpha import Level
    from annotator.agreement.elsewhere import report_of_ratings
    from annotator.agreement.ratings_file import read_ratings

    known = cast("Level", level)
    return report_of_ratings(read_ratings(path, known), known, settings)


def _of_layers(
    made: tuple[Sequence[Path], str],
    db: Path,
    names: Sequence[str],
    number: int,
    gold: bool,
    gamma: bool,
    settings: Settings,
    rejected: list[RecordError],
) -> Report:
    from annotator.agreement.assemble import report_of, steps
    from annotator.agreement.figures import Compared
    from annotator.session.agreement import default_scheme, from_project, from_records, made_of

    paths, status = made
    if paths:
        scheme = default_scheme()
        gathered, faults = from_records(made_of(paths, scheme, status), names, number=number, gold=gold)
        rejected += faults
    else:
        with opened(db) as project:
            scheme = project.scheme
            gathered = from_project(project, names, number=number, gold=gold)
    if len(gathered.corpus.raters) < 2:
        who = ", ".join(str(rater) for rater in gathered.corpus.raters) or "nobody"
        say(f"there is nothing to compare: {who} has labelled, and it takes two")
    compared = Compared(gathered.corpus, scheme, settings.rule, settings.unit)  # type: ignore[arg-type]
    with progress(steps(compared, settings), "agreement") as step:
        report = report_of(compared, replace(settings, step=step), gathered.left_out)
    if paths:
        report = _of_their_scheme(report, gathered.schemes)
    return _with_gamma(report, compared, settings) if gamma else report


def _of_their_scheme(report: Report, schemes: Sequence[tuple[str, str, str]]) -> Report:
    """The scheme that records name themselves; none where they name none, or several."""
    from annotator.agreement.report import Caution

    named = dict(zip(("name", "version", "sha256"), schemes[0], strict=True)) if len(schemes) == 1 else None
    cautions = report.warnings
    if len(schemes) > 1:
        listed = ", ".join(f"{name} {version}".strip() for name, version, _ in schemes)
        cautions = (*cautions, Caution("several_schemes", None, f"the records are of several schemes: {listed}"))
    return replace(report, provenance=replace(report.provenance, scheme=named), warnings=cautions)


def _with_gamma(report: Report, compared: Compared, settings: Settings) -> Report:
    from annotator.agreement.gamma_report import gamma_measures

    # a document is aligned once and then some thirty samples of it, for every label and for all together
    length = 31 * len(compared.corpus.documents) * (len(compared.labels) + 1)
    with progress(length, "gamma") as step:
        found = tuple(gamma_measures(compared, replace(settings, step=step)))
    return replace(report, measures=(*report.measures, *found))


# -- out ----------------------------------------------------------------------------------------------------------


def _write(report: Report, form: str, output: Path | None) -> None:
    from annotator.agreement.outputs import OUTPUTS, styled

    terminal = output is None and form == "table" and sys.stdout is not None and sys.stdout.isatty()
    text = styled(report) if terminal else OUTPUTS[form](report)
    text = text if text.endswith("\n") else text + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        _put(output, text.encode())
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}", "name another file") from None
    say(f"{output}: the report as {form}")


def _put(output: Path, data: bytes) -> None:
    """The file appears whole or stays as it was; a device, a pipe or a link is written to, never replaced."""
    target = Path(os.path.realpath(output))
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:
            stream.write(data)
        return
    draft = target.with_name(f".{target.name[:100]}.new")
    try:
        draft.write_bytes(data)
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


# -- bars ---------------------------------------------------------------------------------------------------------


def _bar(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        bar = float(value)
    except ValueError:
        bar = math.nan
    if not name or math.isnan(bar):
        raise UsageError(f"--fail-under {text!r}", "give a measure and a number: alpha=0.667")
    return _SHORT.get(name, name), bar


def _below(report: Report, name: str, bar: float, use: str) -> Iterator[str]:
    """A line for each main figure of a measure that is below a bar; one where there is none to hold to it."""
    found = [m for m in report.measures if _counts(m, name, report)]
    if not any(m.value is not None for m in found):
        yield f"{name}: there is no such figure to hold to {bar:g}"
    for m in found:
        value = m.value if use == "point" else m.ci[0] if m.ci is not None else None
        place = f"{m.layer or 'ratings'}: {m.measure}"
        if m.value is not None and value is None:
            yield f"{place} has no interval to hold to {bar:g} – use --boot or --use point"
        elif value is not None and value < bar:
            yield f"{place} {value:.3f} is below {bar:g}" + (" (lower bound)" if use == "low" else "")


def _counts(m: Measure, name: str, report: Report) -> bool:
    """Whether a figure is the main one of its measure in its layer."""
    if m.measure != name or m.label is not None or m.params.get("misses") or m.params.get("given"):
        return False
    if name == "f1":
        return m.variant == report.provenance.match
    return name != "u_alpha" or m.variant == "2016"
