"""The guidelines for annotators, from the texts of the default scheme, in English and in Dutch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.scheme import AttributeDef, Scheme, Value, Wording
from annotator.scheme.definition import Example
from annotator.ui.actions import Registry, spelled
from tests.building import nl_fact
from tests.pages import made_from, table

__all__ = ["guidelines_page"]

WORDS: dict[str, tuple[str, str]] = {
    "guidelines": ("Guidelines", "Richtlijnen"),
    "other": ("[In het Nederlands](guidelines.nl.md)", "[In English](guidelines.en.md)"),
    "for": (
        "For annotators. Scheme `{name}`, version {version}. Words to mark stand in **[brackets]**.",
        "Voor annotatoren. Schema `{name}`, versie {version}. Woorden die je markeert, staan tussen **[haken]**.",
    ),
    "glance": ("At a glance", "In één oogopslag"),
    "spans": ("Labels on words", "Labels op woorden"),
    "links": ("Links", "Relaties"),
    "sentences": ("Labels of the sentence", "Labels van de zin"),
    "work": ("Sentence by sentence", "Zin voor zin"),
    "hard": ("Hard cases", "Lastige gevallen"),
    "warnings": ("What the tool warns about", "Waar de tool voor waarschuwt"),
    "warnings_say": (
        "A warning refuses nothing. It asks you to look once more.",
        "Een waarschuwing weigert niets. Ze vraagt je nog eens te kijken.",
    ),
    "key": ("key", "toets"),
    "label": ("label", "label"),
    "in_words": ("in words", "in woorden"),
    "from": ("from", "van"),
    "to": ("to", "naar"),
    "extent": ("What to mark", "Wat je markeert"),
    "examples": ("Examples", "Voorbeelden"),
    "not": ("Do not mark", "Niet markeren"),
    "value": ("value", "waarde"),
    "when": ("when", "wanneer"),
    "change": ("change it with {keys}", "wijzigen met {keys}"),
    "link_keys": ("{keys} and the number beside the link", "{keys} en het cijfer bij de relatie"),
    "filled": ("Filled in: `{value}`.", "Ingevuld: `{value}`."),
    "filled_else": (
        "Filled in from the words and the links, else `{value}`.",
        "Ingevuld op grond van de woorden en de relaties, anders `{value}`.",
    ),
    "empty": ("Left empty unless you set it.", "Leeg, tenzij je het invult."),
    "entity": ("Choose it with {keys}, or {entity}.", "Kies met {keys}, of {entity}."),
}

WORK: tuple[str, str] = (
    """\
1. Read the sentence. Mark what is in it: go to a word and press the key of the label; again puts the label on the phrase
   or clause that is likely meant. Or select the words first, with `shift` and the arrows or with {propose}.
2. Look at what was filled in (type, certainty, …) and change only what is wrong: {attributes}.
3. Check the links that set themselves. Where the source is missing: {same} the same as before, {none} none, {pick} choose
   one; other links with {link}.
4. Give the sentence its label: {sentence_labels}.
5. Press {done}: done. **Also when there was nothing to mark:** "done and empty" is an answer, "not done" is not.

In doubt? {comment} writes a comment, {flag} flags the sentence and goes on, {skip} skips it. Flagged and skipped
sentences come back when nothing else is left. {confidence} says how sure you are, if your project asks for it. {role}
corrects the role of a sentence (headline, subhead, lead, body, caption) where it was derived wrongly. {guideline} shows
the rule and examples of a label beside the text, {gap} says what the guidelines leave open.
""",
    """\
1. Lees de zin. Markeer wat erin staat: ga naar een woord en druk op de toets van het label; nog eens zet het label op de
   woordgroep of zin die vermoedelijk bedoeld is. Of selecteer de woorden eerst, met `shift` en de pijlen of met {propose}.
2. Kijk na wat is ingevuld (soort, zekerheid, …) en wijzig alleen wat niet klopt: {attributes}.
3. Controleer de links die vanzelf zijn gelegd. Ontbreekt de bron: {same} dezelfde als hiervoor, {none} geen, {pick} kies
   er een; andere links met {link}.
4. Geef de zin een label: {sentence_labels}.
5. Druk op {done}: klaar. **Ook als er niets te markeren was:** ‘klaar en leeg’ is een antwoord, ‘nog doen’ niet.

Twijfel je? {comment} schrijft een opmerking, {flag} zet een vlag en gaat verder, {skip} slaat over. Zinnen met een vlag
en overgeslagen zinnen komen terug als er niets anders meer te doen is. {confidence} zegt hoe zeker je bent, als je
project daarom vraagt. {role} verbetert de rol van een zin (kop, tussenkop, eerste alinea, tekst, bijschrift) als die
verkeerd is afgeleid. {guideline} toont de regel en voorbeelden van een label naast de tekst, {gap} zegt wat de
richtlijnen openlaten.
""",
)

_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[\w'‘\"“])")
_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+(?:=\w+)?\b|\b[a-z]+=\w+\b")
_MARKED = re.compile(r"(\w?)(\[[^\]]*\])(\w?)")


def _marked(text: str) -> str:
    """An example with its brackets in bold (where Markdown can: not inside a word)."""

    def bold(found: re.Match[str]) -> str:
        before, words, after = found.groups()
        return found[0] if before or after else f"**{words}**"

    return _MARKED.sub(bold, text)


def _coded(text: str) -> str:
    return _CODE.sub(lambda found: f"`{found[0]}`", text)


@dataclass(frozen=True)
class Guidelines:
    """One page: the scheme and the language it is written in."""

    scheme: Scheme
    registry: Registry
    language: str

    def say(self, name: str, /, **values: object) -> str:
        """Words of the page itself."""
        return WORDS[name][self.language == "nl"].format(**values)

    def words(self, wording: Wording) -> str:
        """Words of the scheme, names of labels and values set as such."""
        return _coded(" ".join(wording.say(self.language).split()))

    def key(self, name: str) -> str:
        """The keys of an action."""
        return ", ".join(f"`{spelled(key)}`" for key in self.registry[name].keys[:1])

    # -- pieces -----------------------------------------------------------------------------------------------------

    def sentences_of(self, wording: Wording | None) -> list[str]:
        """The sentences of a rule."""
        said = " ".join(wording.say(self.language).split()) if wording else ""
        return [_coded(sentence) for sentence in _SENTENCES.split(said) if sentence]

    def rule(self, wording: Wording) -> str:
        """A rule, one line for each of its sentences."""
        return "".join(f"- {sentence}\n" for sentence in self.sentences_of(wording)) + "\n"

    def examples(self, examples: Sequence[Example], *, apart: bool = False) -> str:
        """Examples with what they show; ``apart``: those without a mark under a heading of their own."""
        marked = [e for e in examples if "[" in e.text or not apart]
        text = ""
        for heading, found in (("examples", marked), ("not", [e for e in examples if e not in marked])):
            if found:
                text += f"**{self.say(heading)}**\n\n"
                text += "".join(f"- {_marked(e.text)}  \n  *{e.note.say(self.language)}*\n" for e in found) + "\n"
        return text

    def values(self, values: Sequence[Value], rule: Wording | None, aside: str = "") -> str:
        """A rule with its values in a table, each with what the rule says of it, in the place where it says so."""
        said: dict[str, str] = {}
        before, after = [], []
        names = {value.name for value in values}
        for sentence in self.sentences_of(rule):
            name, colon, rest = sentence.partition(": ")
            if colon and name.strip("`") in names:
                said[name.strip("`")] = rest.removesuffix(".")
            else:
                (after if said else before).append(sentence)
        head = [self.say("value"), self.say("in_words")]
        rows = [[f"`{v.name}`", v.title.say(self.language)] for v in values]
        if said:
            head.append(self.say("when"))
            rows = [[*row, said.get(v.name, "")] for row, v in zip(rows, values, strict=True)]
        pieces = [" ".join(before), table(head, rows).rstrip("\n"), " ".join([*after, aside])]
        return "".join(f"{piece.strip()}\n\n" for piece in pieces if piece.strip())

    def filled(self, attribute: AttributeDef) -> str:
        """Which value stands there before anybody chose one."""
        if not attribute.default:
            return self.say("empty")
        last = attribute.default[-1].value
        return self.say("filled" if len(attribute.default) == 1 else "filled_else", value=last)

    def attribute(self, attribute: AttributeDef, keys: str = "") -> str:
        """An attribute: its rule, its values, its keys."""
        keys = keys or f"{self.key('span.attributes')} `{attribute.key}`"
        title = attribute.title.say(self.language)
        text = f"#### {title[:1].upper()}{title[1:]}: `{attribute.name}`\n\n"
        if attribute.entity:
            entity = self.say("entity", keys=keys, entity=self.key("source.entity"))
            said = self.words(attribute.rule) if attribute.rule else ""
            return f"{text}{said} {entity}\n\n"
        filled = f"{self.filled(attribute)[:-1]}; {self.say('change', keys=keys)}."
        return text + self.values(attribute.values, attribute.rule, filled)

    # -- parts ------------------------------------------------------------------------------------------------------

    def head(self) -> str:
        """Title, what it is about, how to work."""
        scheme = self.scheme
        title = scheme.title.say(self.language)
        text = f"# {self.say('guidelines')}: {title[:1].lower() if self.language == 'nl' else title[:1]}{title[1:]}\n\n"
        text += f"{self.say('for', name=scheme.name, version=scheme.version)} {self.say('other')}.\n\n"
        return text + self.words(scheme.description) + "\n\n"

    def glance(self) -> str:
        """All labels and links in two tables."""
        say = self.say
        rows = [
            [f"`{s.key}`", f"[`{s.name}`](#{s.name})", s.title.say(self.language), self.sentences_of(s.rule)[0]]
            for s in self.scheme.span
        ]
        text = f"## {say('glance')}\n\n" + table(
            [say("key"), say("label"), say("in_words"), say("extent").lower()], rows
        )
        rows = [
            [
                f"[`{r.name}`](#{r.name})",
                r.title.say(self.language),
                f"`{r.head}`",
                "↔" if r.symmetric else "→",
                f"`{r.tail}`",
            ]
            for r in self.scheme.relation
        ]
        return text + "\n" + table([say("links").lower(), say("in_words"), say("from"), "", say("to")], rows) + "\n"

    def work(self) -> str:
        """How to go through a sentence."""
        key = self.key
        labels = ", ".join(
            f"{key(f'sentence.label.{s.name}')} {s.title.say(self.language)}" for s in self.scheme.sentence_label
        )
        text = WORK[self.language == "nl"].format(
            attributes=key("span.attributes"),
            link=key("link.start"),
            propose=key("select.propose"),
            same=key("source.same"),
            none=key("source.none"),
            pick=key("source.pick"),
            guideline=key("guideline"),
            gap=key("guideline.gap"),
            sentence_labels=labels,
            done=key("sentence.done"),
            comment=key("sentence.comment"),
            flag=key("sentence.flag"),
            skip=key("sentence.skip"),
            confidence=key("sentence.confidence"),
            role=key("sentence.role"),
        )
        return f"## {self.say('work')}\n\n{text}\n"

    def spans(self) -> str:
        """The labels on words."""
        text = f"## {self.say('spans')}\n\n"
        for span in self.scheme.span:
            title = span.title.say(self.language)
            text += f"### {span.name}\n\n*{title[:1].upper()}{title[1:]}*, {self.say('key')} `{span.key}`.\n\n"
            text += f"**{self.say('extent')}**\n\n{self.rule(span.rule)}{self.examples(span.example, apart=True)}"
            text += "".join(map(self.attribute, span.attribute))
        return text

    def links(self) -> str:
        """The relations."""
        text = f"## {self.say('links')}\n\n"
        for r in self.scheme.relation:
            arrow = "↔" if r.symmetric else "→"
            title = r.title.say(self.language)
            text += f"### {r.name}\n\n*{title[:1].upper()}{title[1:]}*: `{r.head}` {arrow} `{r.tail}`.\n\n"
            text += self.rule(r.rule) + self.examples(r.example)
            keys = self.say("link_keys", keys=self.key("span.attributes"))
            text += "".join(self.attribute(attribute, keys) for attribute in r.attribute)
        return text

    def sentences(self) -> str:
        """The labels of whole sentences."""
        text = f"## {self.say('sentences')}\n\n"
        for label in self.scheme.sentence_label:
            title = label.title.say(self.language)
            text += f"### {label.name}\n\n*{title[:1].upper()}{title[1:]}*, {self.say('key')} `{label.key}`.\n\n"
            text += self.values(label.values, label.rule) + self.examples(label.example)
        return text

    def hard(self) -> str:
        """The hard cases, numbered."""
        text = f"## {self.say('hard')}\n\n"
        for number, case in enumerate(self.scheme.guideline, 1):
            indent = " " * (len(str(number)) + 2)
            text += f"{number}. {_marked(case.text)}\n\n{indent}{self.words(case.note)}\n\n"
        return text

    def warnings(self) -> str:
        """The checks."""
        text = f"## {self.say('warnings')}\n\n{self.say('warnings_say')}\n\n"
        return text + "".join(f"- {self.words(check.message)}\n" for check in self.scheme.check)


def guidelines_page(language: str) -> str:
    """``docs/guidelines.en.md`` or ``docs/guidelines.nl.md``."""
    scheme = nl_fact()[1]
    page = Guidelines(scheme, Registry(scheme), language)
    text = made_from("`schema/labels/nl-fact.toml`") + page.head() + page.glance() + page.work()
    return text + page.spans() + page.links() + page.sentences() + page.hard() + page.warnings()
