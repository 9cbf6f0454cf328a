"""Random corpora of document records, with what a reader of agreement must not stumble over, and what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

Json = dict[str, Any]

# -- what is asked of the default scheme, of an attribute: its order, whether it may be left open, whether it names a source
ATTRIBUTES: dict[str, dict[str, list[str]]] = {
    "claim": {
        "claim_type": ["prediction", "causal", "rule", "quantity", "event", "state", "other"],
        "polarity": ["pos", "neg", "unk"],
        "cert_source": ["CT", "PR", "PS", "U"],
        "cert_author": ["CT", "PR", "PS", "U"],
        "reporting": ["author", "direct", "mixed", "indirect"],
        "no_source": ["yes"],
    },
    "uncertainty_cue": {"cue_type": ["possible", "probable", "unknown"]},
    "source": {
        "source_type": ["person", "media"],
        "identification": ["named", "described"],
        "entity": ["e0", "e1", "e2", "e9"],
    },
    "attribution_cue": {"cue_class": ["report_verb", "noun"], "stance": ["neutral", "doubting"]},
    "quote": {"quote_type": ["direct", "scare"]},
}
ORDERED, OPTIONAL = {"cert_source", "cert_author"}, {"no_source", "entity"}
STRANGE: dict[str, dict[str, list[str]]] = {"LOC.city": {"ner.type": ["a", "b"]}, "PER": {}}  # not in the scheme
ENDS = {
    "hedges": ("uncertainty_cue", "claim"),
    "attributed_to": ("claim", "source"),
    "cue_of": ("attribution_cue", "source"),
    "relayed_by": ("source", "source"),
    "same_as": ("claim", "claim"),
    "disputes": ("claim", "claim"),
}
SCHEME = {
    "span": {
        label: {
            name: {
                "ordered": values if name in ORDERED else None,
                "optional": name in OPTIONAL,
                "entity": name == "entity",
            }
            for name, values in (attributes | {"tone.of": ["low", "high"]}).items()
        }
        for label, attributes in (ATTRIBUTES | STRANGE).items()
    },
    "relation": {label: label == "same_as" for label in (*ENDS, "Near")},
    "sets": {"attributed_to": "claim"},
    "sentence": ["check_worthiness", "topic"],
}
NAMES = ["anna", "bob", "eva", "zoë", "kim", "lou"]
WORDS = "de brand zou misschien zijn ontstaan volgens politie Ede é 😀 x".split()


def random_text(random: Random, key: str) -> tuple[Json, list[Json], list[Json]]:
    text, sentences, tokens = "", [], []
    for index in range(random.choice([1, 2, 3, 4, 6])):
        text += random.choice([" ", "\n"]) if index else ""
        begin = len(text)
        for word in range(random.randint(1, 6)):
            text += " " if word else ""
            chosen = random.choice(WORDS)
            tokens.append({"start": len(text), "end": len(text) + len(chosen), "sentence": index})
            text += chosen
        tokens.append({"start": len(text), "end": len(text) + 1, "sentence": index})
        text += "."
        sentences.append({"index": index, "start": begin, "end": len(text)})
    return {"key": key, "text": text, "language": "nl"}, sentences, tokens


def random_fragments(random: Random, sentences: list[Json], tokens: list[Json], label: str) -> list[tuple[int, int]]:
    """In one piece or in two, now and then from the middle of a token or the space before it; only quotes cross
    sentences.
    """
    within = tokens
    if label != "quote" or random.random() < 0.6:
        sentence = random.randrange(len(sentences))
        within = [token for token in tokens if token["sentence"] == sentence]
    first = random.randrange(len(within))
    last = min(len(within), first + random.choice([1, 1, 2, 3, 5]))
    start = within[first]["start"]
    if random.random() < 0.2 and within[first]["end"] - start > 1:
        start += 1
    elif random.random() < 0.05 and start > 0:
        start -= 1
    pieces = [(start, within[last - 1]["end"])]
    if random.random() < 0.25 and last + 1 < len(within):
        first = random.randrange(last + 1, len(within))
        pieces.append((within[first]["start"], within[min(len(within), first + random.choice([1, 2])) - 1]["end"]))
    return pieces


@dataclass(frozen=True)
class Habits:
    """How often something odd is in the layers of a corpus."""

    alike: float
    twice: float
    again: float
    dropped: float
    strange: float
    linked: float
    empty: float

    @staticmethod
    def of(random: Random) -> Habits:
        return Habits(
            alike=random.choice([0.3, 0.7, 0.95]),
            twice=random.choice([0, 0, 0, 0.1]),
            again=random.choice([0, 0, 0.2]),
            dropped=random.choice([0, 0, 0.2]),
            strange=random.choice([0, 0, 0.2]),
            linked=random.choice([0.1, 0.3, 0.6]),
            empty=random.choice([0, 0, 0.3]),
        )


def random_span(random: Random, label: str, pieces: list[tuple[int, int]], number: int, habits: Habits) -> Json:
    known = {"tone.of": ["low", "high"]} if random.random() < habits.strange else {}
    attributes = [
        {"name": name, "value": random.choice(values) if random.random() >= habits.strange / 4 else "unheard_of"}
        for name, values in ((ATTRIBUTES | STRANGE)[label] | known).items()
        if random.random() >= (0.8 if name == "no_source" else habits.dropped)
    ]
    return {
        "id": f"s{number}",
        "label": label,
        "fragments": [{"start": start, "end": end} for start, end in pieces],
        "attributes": attributes,
    }


def random_relations(
    random: Random, spans: list[Json], habits: Habits, offered: dict[tuple[str, ...], bool]
) -> list[Json]:
    """Now and then twice the same, without an end that the scheme asks for, or of a label that it does not have.

    ``offered``: what others of the document were offered too, by label and places; without regard to the direction.
    """
    ends = []
    for label, (head, tail) in ENDS.items():
        for one in spans:
            for two in spans:
                if (one["label"], two["label"]) == (head, tail) and one is not two:
                    places = sorted(str(span["fragments"]) for span in (one, two))
                    said = offered.setdefault((label, *places), random.random() < habits.linked)
                    said = said if random.random() < habits.alike else random.random() < habits.linked
                    if said and (head != tail or random.random() < 0.6):
                        ends.append((label, one["id"], two["id"]))
    for _ in spans if random.random() < habits.strange and len(spans) > 1 else ():
        ends.append((random.choice(["Near", "Near", *ENDS]), *random.sample([span["id"] for span in spans], 2)))
    ends += [link for link in ends if random.random() < habits.again]
    random.shuffle(ends)
    return [
        {
            "id": f"r{number}",
            "label": label,
            "head": head,
            "tail": tail,
            "attributes": [{"name": "explicit", "value": random.choice(["true", "false"])}]
            if random.random() < 0.5
            else [],
        }
        for number, (label, head, tail) in enumerate(ends)
    ]


def random_states(random: Random, sentences: list[Json], done: float, habits: Habits) -> list[Json]:
    """Now and then without a status, or with several values of a label."""
    found = []
    for each in sentences:
        status = "done" if random.random() < done else random.choice(["todo", "skipped", "flagged"])
        names = ["check_worthiness"] if random.random() < 0.8 else []
        names += ["topic", "check_worthiness"] if random.random() < habits.strange else []
        labels = [{"name": name, "value": random.choice(["NF", "FNR", "FR", "FR"])} for name in names]
        given = {} if random.random() < habits.strange / 2 else {"status": status}
        found.append(each | given | {"labels": labels})
    return found


def random_corpus(random: Random) -> list[Json]:
    """Raters missing, sentences not done, layers empty, spans nested, crossing, in pieces or twice the same, labels that
    the scheme does not have; and layers that are nobody's first pass.
    """
    raters = NAMES[: random.choice([1, 2, 2, 2, 2, 3, 3, 4, 6])]
    linked = random.random() < 0.3
    labels = ["claim", "source"] if linked else random.sample(list(ATTRIBUTES), random.choice([1, 2, 5]))
    done, gone = random.choice([1, 1, 0.8, 0.4]), random.choice([0, 0, 0.3])
    density, habits = random.choice([1, 2] if linked else [0, 0.5, 1, 2]), Habits.of(random)
    labels += list(STRANGE) if random.random() < habits.strange else []
    others = [("gold", 1), ("annotator", 2), ("suggester", 1)] if random.random() < 0.2 else []
    one_place = random.random() < 0.2  # all labels at the same places
    records = []
    for number in range(random.choice([1, 1, 2, 3, 5, 8])):
        document, sentences, tokens = random_text(random, f"d{number}")
        offered = {
            label: [
                random_fragments(random, sentences, tokens, label) for _ in range(int(density * len(sentences)) + 1)
            ]
            for label in labels
        }
        links: dict[tuple[str, ...], bool] = {}
        if one_place:
            offered = dict.fromkeys(labels, offered[labels[0]])
        for rater, kind, turn in [(rater, "annotator", 1) for rater in raters] + [(raters[0], *of) for of in others]:
            if random.random() < gone:
                continue
            spans: list[Json] = []
            there: set[tuple[str, str]] = set()
            silent = random.random() < habits.empty
            for label in [label for label in labels if not silent and random.random() >= habits.empty / 2]:
                for offer in offered[label]:
                    if random.random() > 0.8:
                        continue
                    alike = random.random() < habits.alike
                    pieces = offer if alike else random_fragments(random, sentences, tokens, label)
                    if (label, str(pieces)) in there and not habits.twice:
                        continue
                    there.add((label, str(pieces)))
                    for _ in range(2 if random.random() < habits.twice else 1):
                        spans.append(random_span(random, label, pieces, len(spans), habits))
            said = random_states(random, sentences, done, habits)
            layer = {"annotator": rater, "kind": kind, "pass": turn}
            relations = random_relations(random, spans, habits, links)
            records.append(record(rater, document, said, spans, relations, tokens) | {"layer": layer})
            names = random.sample(["TASS", "Tass ", "Interfax", "Novosti"], 3)
            records[-1]["sources"] = [{"id": f"e{place}", "name": name} for place, name in enumerate(names)]
    return records


def record(
    rater: str, document: Json, sentences: list[Json], spans: list[Json], relations: list[Json], tokens: list[Json]
) -> Json:
    return {
        "format": "annotator-document",
        "version": 1,
        "document": document,
        "layer": {"annotator": rater},
        "sentences": sentences,
        "tokens": tokens,
        "spans": spans,
        "relations": relations,
    }
