"""What the fuzzer's bytes mean, and the bytes that it begins with.

An input is two bytes of choices, the content of a file and, behind a separator, that of the file beside it::

    choices (2)  content  [b"\\n\\x1e\\n"  content beside]
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from annotator.formats import READERS
from annotator.formats.source import Options

__all__ = ["SMALL", "Case", "case_of", "content_of", "dictionary", "regressions", "seeds"]

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "data" / "formats"
BESIDE = b"\n\x1e\n"
LIMITS = (1 << 20, 4096, 200, 64)
ENCODINGS = (None, "cp1252", "utf-8", "utf-16")
LONG = 4096
"""Of a file longer than this, the first lines are seeds of their own."""
MAPPINGS = ("none", "starter", "every name")


@dataclass(frozen=True, slots=True)
class Case:
    """A file to import and how.

    ``mapping``: none, the one that is suggested for the file, or one that knows every name of it. ``taken``: the project
    has a document of the file's name. ``again``: the file is imported twice more, the last time to replace what is
    there. ``returned``: what came in is exported and taken in elsewhere.
    """

    content: bytes
    beside: bytes | None
    options: Options
    mapping: str
    taken: bool
    again: bool
    returned: bool


def case_of(data: bytes) -> Case:
    """The case that some bytes mean; any bytes mean one."""
    choices, rest = int.from_bytes(data[:2].ljust(2, b"\0"), "little"), data[2:]
    content, mark, beside = rest.partition(BESIDE)
    options = Options(
        encoding=ENCODINGS[choices >> 4 & 3],
        limit=LIMITS[choices >> 2 & 3],
        split_on="blank-line" if choices & 0x40 else None,
        key_field="title" if choices & 0x80 else "key",
    )
    return Case(
        content,
        beside if mark else None,
        options,
        MAPPINGS[(choices & 3) % len(MAPPINGS)],
        taken=bool(choices & 0x100),
        again=bool(choices & 0x200),
        returned=bool(choices & 0x400),
    )


def content_of(content: bytes, beside: bytes | None = None, choices: int = 0) -> bytes:
    """The input that means a file, imported in a way of choice."""
    return choices.to_bytes(2, "little") + content + (BESIDE + beside if beside is not None else b"")


SMALL: dict[str, list[bytes]] = {
    "txt": [
        b"Er is brand. De politie zegt niets.\n",
        "Volgens 🔴 Daniëlle zou cafe\u0301 'x'\r\nzijn.\r\n\r\nTweede.\n".encode(),
        "\ufeffVolgens de politie".encode("utf-16-le"),
    ],
    "jsonl": [
        b'{"text": "Er is brand.", "key": "a", "title": "Brand", "meta": {"bron": "x"}, "n": 1}\n{"text": "Twee."}\n',
        '{"format":"annotator-document","document":{"key":"a","text":"Volgens ANP zou het cafe\u0301 branden."},'
        '"layer":{"annotator":"anna","kind":"gold","pass":2},"sources":[{"id":"q1","name":"ANP"}],'
        '"sentences":[{"index":0,"start":0,"end":34,"role":"body","status":"done","confidence":2,"comment":"?",'
        '"seconds":1.5,"labels":[{"name":"check_worthiness","value":"FR"}]}],'
        '"spans":[{"id":"s1","label":"claim","fragments":[{"start":12,"end":15},{"start":16,"end":25}],'
        '"attributes":[{"name":"cert_author","value":"PR"}],"created":"2022-01-07T10:15:00Z"},'
        '{"id":"s2","label":"source","fragments":[{"start":8,"end":11,"text":"ANP"}]}],'
        '"relations":[{"id":"r1","label":"attributed_to","head":"s1","tail":"s2"}]}\n'.encode(),
        b'{"format":"annotator-document","document":{"key":"a","text":"Ja.\\r\\nNee."},"sentences":[{"start":0,"end":3},'
        b'{"start":5,"end":9}],"tokens":[{"start":0,"end":2},{"start":2,"end":3},{"start":5,"end":8,"sentence":1},'
        b'{"start":8,"end":9}]}\n',
    ],
    "csv": [
        b'key,text,title\n1,"Er is brand.\nJa.",Brand\n2,"""Nee"", zei hij",\n',
        "sep=;\r\ntext;key\r\nÉén;a\r\n".encode("cp1252"),
    ],
    "html": [
        b"<html lang=nl><head><title>Brand</title></head><body><article><h1>Brand</h1><p>De politie zegt dat er doden "
        b"zouden zijn gevallen bij de explosie van zaterdag.</p></article></body></html>",
    ],
    "conll": [b"Er O\nis O\nbrand B-claim\n. O\n\n-DOCSTART- O\n\nJa B-x\nnee I-x\n"],
    "doccano": [
        b'{"text":"Er is brand.","label":[[0,2,"claim"],[6,11,"x"]]}\n',
        b'[{"id":1,"data":"Er is brand.","label":["claim"]}]',
        '{"text":"cafe\u0301 \U0001f534 x","entities":[{"id":1,"label":"claim","start_offset":0,"end_offset":5}],'
        '"relations":[{"id":1,"from_id":1,"to_id":1,"type":"r"}],"Comments":["x"]}\n'.encode(),
    ],
    "prodigy": [
        b'{"text":"Er is brand.","spans":[{"start":0,"end":2,"label":"claim"},{"start":6,"end":11,"label":"source"}],'
        b'"relations":[{"head":0,"child":2,"label":"attributed_to","head_span":{"start":0,"end":2},'
        b'"child_span":{"start":6,"end":11}}],"answer":"accept","_annotator_id":"db-anna","meta":{"key":"a"}}\n',
    ],
    "labelstudio": [
        b'[{"id":1,"data":{"text":"Er is brand."},"annotations":[{"completed_by":{"email":"a@b"},"result":['
        b'{"id":"a","type":"labels","value":{"start":0,"end":2,"text":"Er","labels":["claim"]}},'
        b'{"id":"b","type":"labels","value":{"start":6,"end":11,"labels":["source"]}},'
        b'{"id":"b","type":"choices","from_name":"cert_author","value":{"choices":["PR"]}},'
        b'{"from_id":"a","to_id":"b","type":"relation","direction":"left","labels":["attributed_to"]}]}]}]',
    ],
}  # fmt: skip


def seeds(name: str) -> list[bytes]:
    """What the fuzzing of a reader begins with; for one that has no samples of its own, those of all the others."""
    folder = SAMPLES / name
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    files: list[tuple[bytes, bytes | None]] = [(content, None) for content in SMALL.get(name, [])]
    for path in paths:
        other = path.with_suffix(".txt")
        if path != other:
            files.append((path.read_bytes(), other.read_bytes() if other.exists() else None))
    lines = [(line, beside) for content, beside in files if len(content) > LONG for line in content.splitlines()[:4]]
    files += [(line, beside) for line, beside in lines if line]
    if not files:
        return [seed for known in READERS if known in SMALL or (SAMPLES / known).is_dir() for seed in seeds(known)]
    # plain; all labels known; as cp1252 in blocks, the suggested mapping, twice; a document in the way
    ways = (0x000, 0x402, 0x251, 0x702)
    return [content_of(content, beside, way) for content, beside in files for way in ways]


def regressions(name: str) -> list[Path]:
    """The inputs that once were too much for a reader."""
    return sorted((HERE / "regressions" / name).glob("*.bin"))


_PIECES = [
    "\r\n",
    "\r",
    "\n\n",
    "\t",
    "\0",
    "\ufeff",
    "\u0301",
    "e\u0301",
    "\u1100\u1161",
    "🔴",
    "👨‍👩‍👧",
    "\u2028",
    "\x85",
    "\xa0",
]
_PIECES += [
    "-1",
    "0",
    "1",
    "2147483648",
    "1e999",
    "null",
    "true",
    '""',
    "{}",
    "[]",
    '"\\ud800"',
    "claim",
    "source",
    "zou",
]


def _words(module: str) -> set[str]:
    """The words a module of the readers itself looks for: its short strings."""
    spec = find_spec(f"annotator.formats.{module}")
    assert spec is not None
    assert spec.origin is not None
    found = set()
    for node in ast.walk(ast.parse(Path(spec.origin).read_bytes())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            value = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
            found |= {value} if 0 < len(value) <= 16 and " " not in value else set()
    return found


def dictionary(name: str) -> bytes:
    """The words to put in, as libFuzzer reads them: those of the reader and of records, and signs that are awkward."""
    words = {*_PIECES, *_words(READERS[name].module), *_words("foreign")}
    if name == "jsonl":
        from annotator.formats.record import record_adapter

        words |= {word for part in record_adapter().json_schema()["$defs"].values() for word in part["properties"]}
    quoted = ("".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "replace")) for word in sorted(words))
    return "".join(f'"{word}"\n' for word in quoted).encode()
