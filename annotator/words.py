"""What the screen says, in English and in Dutch; a test holds the two together."""

from __future__ import annotations

__all__ = ["WORDS", "Say"]

WORDS: dict[str, tuple[str, str]] = {
    # title bar
    "sentence": ("sent.", "zin"),
    "saved": ("saved", "opgeslagen"),
    "unsaved": ("{n} waiting", "{n} wacht"),
    "pass": ("pass {n}", "ronde {n}"),
    # groups of actions
    "group.move": ("Move", "Bewegen"),
    "group.select": ("Select", "Selecteren"),
    "group.label": ("Label", "Labelen"),
    "group.edit": ("Change a span", "Een span wijzigen"),
    "group.sentence": ("The sentence", "De zin"),
    "group.view": ("View", "Beeld"),
    "group.project": ("Project", "Project"),
    # actions: a short word for the footer, then a line for help
    "cursor.right": ("token on", "woord verder"),
    "cursor.left": ("token back", "woord terug"),
    "sentence.next": ("next sentence", "volgende zin"),
    "sentence.previous": ("previous sentence", "vorige zin"),
    "token.first": ("first token", "eerste woord"),
    "token.last": ("last token", "laatste woord"),
    "page.down": ("ten sentences on", "tien zinnen verder"),
    "page.up": ("ten sentences back", "tien zinnen terug"),
    "document.first": ("first sentence", "eerste zin"),
    "document.last": ("last sentence", "laatste zin"),
    "sentence.open": ("next not done", "volgende open zin"),
    "select.right": ("extend right", "selectie rechts"),
    "select.left": ("extend left", "selectie links"),
    "select.last": ("extend to the end", "selectie tot eind"),
    "select.first": ("extend to the start", "selectie tot begin"),
    "select.hold": ("hold part", "deel vasthouden"),
    "select.clear": ("let go", "loslaten"),
    "span.next": ("next span", "volgende span"),
    "span.previous": ("previous span", "vorige span"),
    "span.delete": ("delete", "weg"),
    "span.fragment": ("add part", "deel erbij"),
    "span.unfragment": ("drop part", "deel eraf"),
    "edge.start.left": ("start left", "begin naar links"),
    "edge.start.right": ("start right", "begin naar rechts"),
    "edge.end.left": ("end left", "eind naar links"),
    "edge.end.right": ("end right", "eind naar rechts"),
    "span.attributes": ("attributes", "kenmerken"),
    "link.start": ("link", "link"),
    "source.entity": ("which source", "welke bron"),
    "sentence.done": ("done", "klaar"),
    "sentence.skip": ("skip", "sla over"),
    "sentence.flag": ("flag", "vlag"),
    "sentence.todo": ("not done", "weer open"),
    "sentence.split": ("split at this token", "splits vóór dit woord"),
    "sentence.join": ("join with the next", "samen met de volgende"),
    "sentence.role": ("role", "rol"),
    "sentence.confidence": ("how sure", "hoe zeker"),
    "sentence.comment": ("comment", "opmerking"),
    "layer.next": ("other layer", "andere laag"),
    "panel.toggle": ("panel", "paneel"),
    "document.list": ("documents", "documenten"),
    "help": ("help", "hulp"),
    "palette": ("commands", "opdrachten"),
    "undo": ("undo", "terug"),
    "redo": ("redo", "opnieuw"),
    "quit": ("quit", "stop"),
    # the footer while something else has the keys
    "key.stop": ("stop", "stoppen"),
    "key.keep": ("keep", "bewaren"),
    "key.scroll": ("scroll", "schuiven"),
    # what happened
    "labelled": ("{name} {label}", "{name} {label}"),
    "reshaped": ("{name} {label} is now", "{name} {label} is nu"),
    "same": ("{name} {label} was there already", "{name} {label} stond er al"),
    "deleted": ("deleted {label}", "{label} weggehaald"),
    "undone": ("undone: {what}", "teruggedraaid: {what}"),
    "redone": ("done again: {what}", "opnieuw gedaan: {what}"),
    "nothing_undo": ("nothing to undo", "niets om terug te draaien"),
    "nothing_redo": ("nothing to redo", "niets om opnieuw te doen"),
    "all_done": ("Every sentence is done. Well done.", "Alle zinnen zijn klaar. Mooi werk."),
    "new_document": ("Now: {title}", "Nu: {title}"),
    "held": ("held: {text} – select on", "vastgehouden: {text} – selecteer verder"),
    "linked": ("{head} {label} → {tail}", "{head} {label} → {tail}"),
    "unlinked": ("link taken away: {label}", "link weggehaald: {label}"),
    "pick_tail": (
        "link {name} to … press a letter",
        "link {name} met … druk een letter",
    ),
    "none_in_view": (
        "link {name} to … nothing in view, scroll to it",
        "link {name} met … niets in beeld, schuif erheen",
    ),
    "no_tail": (
        "no span in the document that {label} can be linked to",
        "geen span in het document waarmee {label} te linken is",
    ),
    "own_layer": ("your own layer", "je eigen laag"),
    "layer_of": (
        "layer of {who}: read only ({key} shows the next layer, esc yours)",
        "laag van {who}: alleen lezen ({key} toont de volgende laag, esc die van jou)",
    ),
    "no_other_layer": ("nobody else has labelled this document", "niemand anders heeft dit document gelabeld"),
    "not_a_key": ("{key} does nothing here ({help} shows the keys)", "{key} doet hier niets ({help} toont de toetsen)"),
    "not_an_option": ("{key} is none of these (esc stops)", "{key} staat er niet bij (esc stopt)"),
    "cancelled": ("stopped", "gestopt"),
    "chosen": ("{name}  {value}", "{name}  {value}"),
    "renamed": ("source: {name}", "bron: {name}"),
    # choosing
    "choose_attribute": ("{name} {label}", "{name} {label}"),
    "choose_value": ("{name} {attribute}", "{name} {attribute}"),
    "choose_relation": ("{head} → {tail}", "{head} → {tail}"),
    "choose_source": ("who is {name}?", "wie is {name}?"),
    "choose_role": ("role of the sentence", "rol van de zin"),
    "choose_confidence": ("how sure are you?", "hoe zeker ben je?"),
    "new_source": ("new: {text}", "nieuw: {text}"),
    "rename_source": ("rename {name}", "hernoem {name}"),
    "name_source": ("new: type its name", "nieuw: typ de naam"),
    "name_prompt": ("name of the source", "naam van de bron"),
    "no_value": ("none", "geen"),
    "as_derived": ("as derived", "zoals afgeleid"),
    "take_link_away": ("take the link away", "link weghalen"),
    "confidence.1": ("in doubt", "twijfel"),
    "confidence.2": ("fairly sure", "vrij zeker"),
    "confidence.3": ("sure", "zeker"),
    "comment_prompt": ("comment", "opmerking"),
    "unsaved_title": ("{n} actions are not saved: {why}", "{n} acties zijn niet opgeslagen: {why}"),
    "leaving": ("waiting; then it stops by itself", "wacht; stopt daarna vanzelf"),
    "wait": ("wait and go on trying", "wachten en blijven proberen"),
    "leave": ("leave and lose them", "stoppen en ze kwijtraken"),
    # errors of the session, by their code
    "error.read_only": (
        "This is another's layer, read only: esc shows yours",
        "Dit is andermans laag, alleen lezen: esc toont die van jou",
    ),
    "error.crosses": ("{label} stays within one sentence", "{label} blijft binnen één zin"),
    "error.no_span": (
        "No span here: go to a labelled word first",
        "Hier is geen span: ga eerst naar een gelabeld woord",
    ),
    "error.no_room": ("The edge can go no further", "De rand kan niet verder"),
    "error.no_part": ("The span has no other part here", "De span heeft hier geen ander deel"),
    "error.no_relation": ("These two cannot be linked", "Deze twee zijn niet te linken"),
    "error.others": (
        "Somebody else has labelled here: the sentences stay as they are",
        "Een ander heeft hier gelabeld: de zinnen blijven zoals ze zijn",
    ),
    "error.span_across": (
        "A span lies across this place: change or delete it first",
        "Hier loopt een span overheen: wijzig of verwijder die eerst",
    ),
    "error.no_cut": ("Nothing to split or join here", "Hier valt niets te splitsen of samen te voegen"),
    "error.linked": ("That link is there already", "Die link is er al"),
    "error.no_entity": ("Choose a source first: only a source names one", "Kies eerst een bron"),
    "error.waiting": ("The last action is not saved yet: in a moment", "De laatste actie is nog niet opgeslagen"),
    "error.stale": (
        "Changed in another window: read again, repeat it",
        "In een ander venster gewijzigd: opnieuw gelezen, doe het nog eens",
    ),
    # why something waits, by the kind of error
    "trouble.StoreBusy": (
        "Another program is writing in the project: it is saved as soon as that is done",
        "Een ander programma schrijft in het project: er wordt opgeslagen zodra dat klaar is",
    ),
    "trouble.StoreFull": (
        "The disk is full: make room, then it is saved by itself",
        "De schijf is vol: maak ruimte, dan wordt er vanzelf opgeslagen",
    ),
    "trouble.StoreReadOnly": (
        "The project file cannot be written: give yourself permission, then it is saved by itself",
        "Het projectbestand is niet te schrijven: geef jezelf rechten, dan wordt er vanzelf opgeslagen",
    ),
    "trouble.StoreCorrupt": (
        "The project file is damaged: stop, keep a copy, restore a backup",
        "Het projectbestand is beschadigd: stop, bewaar een kopie, zet een reservekopie terug",
    ),
    # panel
    "no_spans": ("no spans in this sentence", "geen spans in deze zin"),
    "status.todo": ("to do", "nog doen"),
    "status.done": ("done", "klaar"),
    "status.skipped": ("skipped", "overgeslagen"),
    "status.flagged": ("flagged", "gevlagd"),
    "seconds": ("{n} s", "{n} s"),
    # document list
    "documents.title": ("Documents", "Documenten"),
    "documents.key": ("key", "sleutel"),
    "documents.name": ("title", "titel"),
    "documents.done": ("done", "klaar"),
    "documents.left": ("left", "over"),
    "documents.spans": ("spans", "spans"),
    "documents.layers": ("layers", "lagen"),
    "documents.keys": ("enter opens · x takes out · esc goes back", "enter opent · x haalt weg · esc gaat terug"),
    "documents.sure": (
        "Take out {key} with all labels on it ({n} layers)? y yes · n no",
        "{key} weghalen met alle labels erop ({n} lagen)? j ja · n nee",
    ),
    "documents.open": ("{key} is open: open another one first", "{key} staat open: open eerst een andere"),
    "documents.removed": (
        "{key} is taken out; `annotator restore --document` brings it back",
        "{key} is weggehaald; `annotator restore --document` brengt het terug",
    ),
    # palette
    "palette.find": ("what do you want to do?", "wat wil je doen?"),
    # help
    "help.title": ("Keys", "Toetsen"),
    "help.back": (
        "esc goes back · every key can be changed in settings.toml",
        "esc gaat terug · elke toets is te wijzigen in settings.toml",
    ),
    # operations in the log, as undo names them
    "op.split": ("sentence split", "zin gesplitst"),
    "op.join": ("sentences joined", "zinnen samengevoegd"),
    "op.label": ("label", "label"),
    "op.delete": ("delete", "weghalen"),
    "op.edge": ("edge", "rand"),
    "op.fragment": ("part", "deel"),
    "op.attribute": ("attribute", "kenmerk"),
    "op.link": ("link", "link"),
    "op.unlink": ("link taken away", "link weggehaald"),
    "op.source": ("source", "bron"),
    "op.sentence": ("sentence label", "zinslabel"),
    "op.comment": ("comment", "opmerking"),
    "op.confidence": ("how sure", "hoe zeker"),
    "op.role": ("role", "rol"),
    "op.done": ("done", "klaar"),
    "op.skipped": ("skipped", "overgeslagen"),
    "op.flagged": ("flagged", "gevlagd"),
    "op.todo": ("not done", "weer open"),
}


class Say:
    """The words of one language: ``say("labelled", name="c1", label="claim")``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._column = 1 if language == "nl" else 0

    def __call__(self, name: str, /, **values: object) -> str:
        """The words of a name, with the values filled in."""
        text = WORDS[name][self._column]
        return text.format(**values) if values else text

    def known(self, name: str) -> bool:
        """Whether there are words of this name."""
        return name in WORDS
