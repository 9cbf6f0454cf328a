"""Words of the pace, of keys that do nothing, and of what the palette says of an action."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    "pace": ("pace", "tempo"),
    "pace.today": ("today {n} sentences in {time}", "vandaag {n} zinnen in {time}"),
    "pace.today.one": ("today {n} sentence in {time}", "vandaag {n} zin in {time}"),
    "pace.none": ("today nothing finished yet", "vandaag nog niets af"),
    "pace.hourly": ("{n} an hour", "{n} per uur"),
    "pace.left": ("{here} left here, {project} in the project", "nog {here} hier, {project} in het project"),
    "pace.nothing_left": ("nothing left to do", "niets meer te doen"),
    "pace.time": ("{hours} h {minutes} min", "{hours} u {minutes} min"),
    "pace.minutes": ("{n} min", "{n} min"),
    "pace.about_minutes": ("± {n} min", "± {n} min"),
    "pace.about_hours": ("± {n} hours", "± {n} uur"),
    "pace.about_hours.one": ("± {n} hour", "± {n} uur"),
    "pace.count": ("{n} today", "{n} vandaag"),
    "pace.rate": ("{n}/h", "{n}/u"),
    "pace.brief_left": ("{here} here, {project} to do", "{here} hier, {project} te doen"),
    # of a key that can do nothing here: by its action, else by the group of it
    "nothing.move": ("no further that way", "die kant op gaat het niet verder"),
    "nothing.select": ("nothing more to select that way", "die kant op valt er niet meer te selecteren"),
    "nothing.edit": ("it can go no further", "verder kan het niet"),
    "nothing.sentence": ("it is so already", "dat is al zo"),
    "nothing.sentence.todo": ("this sentence is still to do", "deze zin moet nog"),
    "nothing.span.next": ("there is no other span in this sentence", "er is geen andere span in deze zin"),
    "nothing.span.previous": ("there is no other span in this sentence", "er is geen andere span in deze zin"),
    "nothing.select.hold": ("it is held already: select on", "dat is al vastgehouden: selecteer verder"),
    "nothing.select.clear": ("nothing to let go of", "niets om los te laten"),
    "not_a_key_but": (
        "{key} does nothing here ({near} = {words}, {help} = help)",
        "{key} doet hier niets ({near} = {words}, {help} = hulp)",
    ),
}
