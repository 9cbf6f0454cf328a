"""``remove``, ``restore`` and ``compact``."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.options import annotator_option, db_option, opened, say, show, table
from annotator.errors import UsageError

__all__ = ["compact_command", "remove_command", "restore_command"]


@click.command("remove")
@click.option("--document", required=True, metavar="KEY", help="The document.")
@click.option("--layer", metavar="NAME", help="Only the layers of this annotator on it.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@db_option
@annotator_option
def remove_command(document: str, layer: str | None, yes: bool, db: Path, annotator: str) -> None:
    """Take a document out, or one annotator's labels of it.

    Asks first. It can be brought back with `annotator restore` until `annotator compact`.
    """
    from annotator.store.documents import document_id, read_document
    from annotator.store.layers import layers_of
    from annotator.store.removal import remove_document, remove_layer

    with opened(db) as project:
        number = document_id(project, document)
        if number is None:
            raise UsageError(f"{db}: there is no document {document!r}", "see `annotator status`")
        found = [x for x in layers_of(project, number) if layer in (None, x.layer.annotator)]
        if layer is not None and not found:
            raise UsageError(f"{db}: {layer} has no layer on {document}", "see `annotator status`")
        names = ", ".join(str(x.layer) for x in found) or "no layers"
        what = f"the layer of {names} on {document}" if layer else f"{document} with its layers ({names})"
        if not yes:
            say(f"This takes out {what}.")
            click.confirm("Go on?", abort=True, err=True)
        if layer is None:
            remove_document(project, number, annotator)
        else:
            for item in found:
                remove_layer(project, read_document(project, number), item, annotator)
    say(f"{db}: took out {what}; `annotator restore` brings it back")


@click.command("restore")
@click.option("--document", metavar="KEY", help="The document.")
@click.option("--layer", metavar="NAME", help="Only the layer of this annotator on it.")
@db_option
@annotator_option
def restore_command(document: str | None, layer: str | None, db: Path, annotator: str) -> None:
    """Bring back what was removed; without --document, show what there is to bring back."""
    from annotator.store.removal import removed, restore

    with opened(db) as project:
        if document is None:
            rows = [[key, "" if name is None else name] for key, name in removed(project)]
            show(table([["document", "layer"], *rows]) if rows else "nothing was removed")
            return
        restore(project, document, layer, annotator)
    say(f"{db}: brought back {document}" + (f", the layer of {layer}" if layer else ""))


@click.command("compact")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@db_option
def compact_command(yes: bool, db: Path) -> None:
    """Let go for good of what was removed, and give its room back to the disk."""
    from annotator.store.removal import compact, removed

    with opened(db) as project:
        gone = removed(project)
        if gone and not yes:
            say(f"{len(gone)} removed documents or layers can then no longer be brought back.")
            click.confirm("Go on?", abort=True, err=True)
        before, after = compact(project)
    say(f"{db}: {before / 1e6:.1f} MB → {after / 1e6:.1f} MB")
