"""The words of the guidelines beside the text, and of the spoken lines."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    # actions
    "guideline": ("guideline", "richtlijn"),
    "guideline.gap": ("guideline gap", "leemte in de richtlijn"),
    "spoken.toggle": ("spoken lines", "voorleesregels"),
    "op.gap": ("guideline gap", "leemte in de richtlijn"),
    # the guideline beside the text
    "guide.here": ("In this sentence", "Bij deze zin"),
    "guide.examples": ("Examples", "Voorbeelden"),
    "guide.not": ("Not", "Niet"),
    "guide.attributes": ("Attributes", "Kenmerken"),
    "guide.values": ("Values", "Waarden"),
    "guide.links": ("Links", "Links"),
    "guide.doubts": ("In doubt", "Bij twijfel"),
    "guide.on": ("on", "verder"),
    "guide.others": ("others", "andere"),
    "guide.close": ("close", "sluit"),
    "guide.again": (
        "guideline: {label} – {key} once more sets it",
        "richtlijn: {label} – nog eens {key} labelt",
    ),
    "guide.choose": (
        "guideline: {label} – {key} once more chooses",
        "richtlijn: {label} – nog eens {key} kiest",
    ),
    # a gap in the guidelines
    "gap_prompt": ("what the guidelines do not say", "wat de richtlijnen niet zeggen"),
    "gap_kept": (
        "flagged: guideline gap (sent. {sentence})",
        "gevlagd: leemte in de richtlijn (zin {sentence})",
    ),
    # the spoken lines
    "spoken_on": ("spoken lines on, cursor shown", "voorleesregels aan, cursor zichtbaar"),
    "spoken_off": ("spoken lines off", "voorleesregels uit"),
    "spoken.place": ("Sentence {n} of {count}, {status}.", "Zin {n} van {count}, {status}."),
    "spoken.layer": ("Layer of {who}, read only.", "Laag van {who}, alleen lezen."),
    "spoken.none": ("No labels.", "Geen labels."),
    "spoken.empty": ("empty sentence", "lege zin"),
    "spoken.gap": ("interrupted", "onderbroken"),
    "spoken.here": ("In {names}.", "In {names}."),
    "spoken.also": ("Also in {names}.", "Ook in {names}."),
    "spoken.selected": ("Selected, {text}.", "Geselecteerd, {text}."),
    "spoken.held": ("Held, {text}.", "Vastgehouden, {text}."),
    "spoken.is": ("is {name}", "is {name}"),
    "spoken.from": ("from {name}, {relation}", "vanaf {name}, {relation}"),
    "spoken.to": ("{relation} {name}", "{relation} {name}"),
    "spoken.far": ("sentence {n} {name}", "zin {n} {name}"),
    "spoken.comment": ("Comment, {text}.", "Opmerking, {text}."),
    "spoken.warning": ("Mind, {text}.", "Let op, {text}."),
    "spoken.choice": ("Choose, {title}", "Kies, {title}"),
    "spoken.option": ("{key}, {words}", "{key}, {words}"),
    "spoken.chosen": ("{key}, {words}, so now", "{key}, {words}, nu zo"),
    "spoken.prompt": ("Type, {question}", "Typ, {question}"),
    "spoken.numbers": (
        "one two three four five six seven eight nine ten eleven twelve",
        "één twee drie vier vijf zes zeven acht negen tien elf twaalf",
    ),
    # marks by their names
    "mark.period": ("full stop", "punt"),
    "mark.comma": ("comma", "komma"),
    "mark.colon": ("colon", "dubbele punt"),
    "mark.semicolon": ("semicolon", "puntkomma"),
    "mark.question": ("question mark", "vraagteken"),
    "mark.exclamation": ("exclamation mark", "uitroepteken"),
    "mark.quote": ("quotation mark", "aanhalingsteken"),
    "mark.bracket": ("bracket", "haakje"),
    "mark.dash": ("dash", "streepje"),
    "mark.other": ("mark", "teken"),
}
