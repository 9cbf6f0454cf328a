"""The words of searching, of the list of documents and of going back and forward."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    # actions
    "search": ("search", "zoeken"),
    "flagged.next": ("next flagged sentence", "volgende gevlagde zin"),
    "comment.next": ("next comment", "volgende opmerking"),
    "unlabelled.next": ("next unlabelled sentence", "volgende zin zonder labels"),
    "trail.back": ("back to where you were", "terug naar waar je was"),
    "trail.forward": ("forward again", "weer vooruit"),
    # what they say
    "none.flagged": ("No other sentence is flagged", "Geen andere zin is gevlagd"),
    "none.comment": ("No other sentence has a comment", "Geen andere zin heeft een opmerking"),
    "none.unlabelled": (
        "No other sentence is to do and without labels",
        "Geen andere zin is nog te doen en zonder labels",
    ),
    "round": ("from the beginning again", "weer vanaf het begin"),
    "no_back": ("You have not jumped from anywhere", "Je bent nergens vandaan gesprongen"),
    "no_forward": ("There is nothing to go forward to", "Er is niets om naar vooruit te gaan"),
    # the search screen
    "search.question": ("Search", "Zoek"),
    "search.searching": ("searching …", "zoekt …"),
    "search.none": ("nothing found", "niets gevonden"),
    "search.hits": ("{n} found", "{n} gevonden"),
    "search.more": ("{n}+ found", "{n}+ gevonden"),
    "search.indexed": ("index {share}", "index {share}"),
    "search.reading": ("without the index: slower", "zonder index: trager"),
    "search.fields": (
        'words "a phrase" begin* -not  label: text: attr:name=value relation: source: status: comment: document: by:',
        'woorden "een frase" begin* -niet  label: tekst: kenmerk:naam=waarde relatie: bron: status: opmerking:'
        " stuk: van:",
    ),
    "search.examples": (
        'zou -"naar verluidt"   label:uncertainty_cue text:zou   status:flagged   comment:*   by:bert label:claim',
        'zou -"naar verluidt"   label:uncertainty_cue tekst:zou   status:gevlagd   opmerking:*   van:bert label:claim',
    ),
    "search.keys": ("⏎ open  ↑↓ choose  esc back", "⏎ openen  ↑↓ kiezen  esc terug"),
    # why a query cannot be asked, by the code of the error
    "query.empty": ("nothing stands after {field}:", "er staat niets achter {field}:"),
    "query.wordless": ("{value} has no letters or digits", "{value} heeft geen letters of cijfers"),
    "query.many": ("more than {n} words: ask for fewer", "meer dan {n} woorden: vraag er minder"),
    "query.by": ("by: cannot be negated", "van: kan niet ontkend worden"),
    "query.no_such": ("no {what} {given}: there are {known}", "geen {what} {given}: er zijn {known}"),
    "query.no_such.near": (
        "no {what} {given}: did you mean {near}? there are {known}",
        "geen {what} {given}: bedoel je {near}? er zijn {known}",
    ),
    "query.what.field": ("field", "veld"),
    "query.what.label": ("label", "label"),
    "query.what.relation": ("relation", "relatie"),
    "query.what.status": ("status", "status"),
    "query.what.attribute": ("attribute", "kenmerk"),
    "query.what.value": ("value", "waarde"),
    "query.what.annotator": ("annotator", "annotator"),
    "query.what.document": ("document", "document"),
    # the list of documents
    "documents.filter": ("Filter", "Filter"),
    "documents.flagged": ("⚑", "⚑"),
    "documents.skipped": ("↷", "↷"),
    "documents.comments": ("✎", "✎"),
    "documents.count": ("{n} of {count}", "{n} van {count}"),
    "documents.none": ("no document has {text}", "geen document heeft {text}"),
    "documents.sorted": ("sorted by {order}", "gesorteerd op {order}"),
    "order.import": ("import", "import"),
    "order.progress": ("progress", "voortgang"),
    "order.flagged": ("flags", "vlaggen"),
    "order.comments": ("comments", "opmerkingen"),
    "order.key": ("key", "sleutel"),
    "documents.keys": (
        "⏎ open  / filter  s sort  x take out  {agreement} agreement  esc back",
        "⏎ openen  / filteren  s sorteren  x weghalen  {agreement} overeenstemming  esc terug",
    ),
    "documents.filtering": (
        "⏎ open  ↑↓ choose  tab keep the filter  esc all documents",
        "⏎ openen  ↑↓ kiezen  tab filter houden  esc alle documenten",
    ),
}
