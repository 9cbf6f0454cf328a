"""Names of files from keys of documents: safe on every system, and no two keys share one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.writing import Folder, safe_name


@pytest.mark.parametrize(
    ("key", "start"),
    [
        ("nos-almaty", "nos-almaty"),
        ("../etc/passwd", "_etc_passwd-"),
        ("a/b", "a_b-"),
        ("CON", "CON-"),
        ("com1.txt", "com1.txt-"),
        (".hidden", "hidden-"),
        ("", "document-"),
        ("...", "document-"),
        ("=1+1", "_1_1-"),
        ("vraag?", "vraag_-"),
    ],
)
def test_names(key: str, start: str) -> None:
    name = safe_name(key)
    assert name == start or (start.endswith("-") and name.startswith(start) and len(name) == len(start) + 8)


@given(st.lists(st.text(max_size=300), unique=True, max_size=8))
def test_every_key_has_a_name_of_its_own(keys: list[str]) -> None:
    folder = Folder(Path("nowhere"))
    names = [folder.name_for(key) for key in keys]
    assert len({name.casefold() for name in names}) == len(keys)
    assert [folder.name_for(key) for key in keys] == names
    for name in names:
        assert 0 < len(name.encode("utf-8")) < 200
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert name[0] not in ". "
        assert name[-1] not in ". "


def test_nothing_is_written_outside_or_twice(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "out")
    with folder.open("a/b.txt") as stream:
        stream.write(b"x")
    for name in ("../b.txt", "/tmp/b.txt", "a/b.txt"):
        with pytest.raises(ValueError, match="cannot be written"), folder.open(name):
            pass
    assert (folder.files["a/b.txt"].bytes, len(folder.files["a/b.txt"].sha256)) == (1, 64)
