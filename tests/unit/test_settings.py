"""Settings come from a file, then from variables; what is no setting is told with its file and what there is."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.settings import Settings, device, load_settings


def load(path: Path, text: str, **more: str) -> Settings:
    path.write_text(text, encoding="utf-8")
    return load_settings({"ANNOTATOR_SETTINGS": str(path), **more})


def test_without_a_file_the_defaults_hold() -> None:
    assert load_settings({}) == Settings(language="en", theme="dark", idle=60.0, no_color=False, keys={})


def test_a_file_sets_and_a_variable_wins(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    text = 'language = "nl"\ntheme = "light"\nidle = 30\n[keys]\n"span.delete" = "x,delete"\n'
    assert load(path, text) == Settings("nl", "light", 30.0, keys={"span.delete": "x,delete"})
    found = load(path, text, ANNOTATOR_LANGUAGE="en", ANNOTATOR_THEME="ansi", ANNOTATOR_IDLE="5")
    assert (found.language, found.theme, found.idle) == ("en", "ansi", 5.0)


def test_the_settings_of_the_user_are_found_in_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "factcheck-annotator").mkdir()
    (tmp_path / "factcheck-annotator" / "settings.toml").write_text('theme = "light"', encoding="utf-8")
    assert load_settings({}).theme == "light"
    assert load_settings().theme == "light"


@pytest.mark.parametrize(
    ("name", "language"), [("nl_NL.UTF-8", "nl"), ("nl", "nl"), ("en_US", "en"), ("C", "en"), ("", "en")]
)
def test_the_language_of_the_system_is_taken(name: str, language: str) -> None:
    assert load_settings({"LANG": name}).language == language
    assert load_settings({"LC_ALL": name, "LANG": "fr"}).language == language


def test_the_layout_is_one_of_two(tmp_path: Path) -> None:
    assert load(tmp_path / "s.toml", 'layout = "reading"').layout == "reading"
    assert load_settings({"ANNOTATOR_LAYOUT": "auto"}).layout == "auto"
    with pytest.raises(UsageError, match="layout 'wide' is not known"):
        load(tmp_path / "s.toml", 'layout = "wide"')


def test_a_preset_and_the_pace(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    found = load(path, 'preset = "vim"\npace = true\n')
    assert (found.preset, found.pace, found.place) == ("vim", True, str(path))
    assert load(path, 'preset = "vim"\n', ANNOTATOR_PRESET="left-handed").preset == "left-handed"


def test_no_color() -> None:
    assert load_settings({"NO_COLOR": "1"}).no_color
    assert not load_settings({"NO_COLOR": ""}).no_color


@pytest.mark.parametrize("idle", ["0", "-5", "nan", "0.5"])
def test_a_second_is_the_least(tmp_path: Path, idle: str) -> None:
    assert load_settings({"ANNOTATOR_IDLE": idle}).idle == 1.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('colour = "red"', "there is no setting 'colour' – the settings are: "),
        ('language = "fr"', "language 'fr' is not known – one of: en, nl"),
        ('theme = "pink"', "theme 'pink' is not known"),
        ('idle = "long"', "idle 'long' is not a number"),
        ("idle = [1]", "is not a number"),
        ('no_color = "no"', "no_color 'no' is neither true nor false"),
        ("spoken = 1", "spoken 1 is neither true nor false"),
        ("keys = 3", "[keys] takes lines such as"),
        ('[keys]\n"span.delete" = 3', "[keys] takes lines such as"),
        ('preset = "emacs"', "preset 'emacs' is not known – one of: default, vim, left-handed"),
        ("pace = 1", "pace 1 is neither true nor false"),
        ('place = "x"', "there is no setting 'place'"),
        ("theme = !", "at line 1"),
        ("theme = 3", "theme 3 is not known"),
    ],
)
def test_what_is_no_setting_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "settings.toml"
    with pytest.raises(UsageError) as caught:
        load(path, text)
    assert str(caught.value).startswith(f"{path}: ")
    assert words.lower() in str(caught.value).lower()
    assert caught.value.remedy


def test_a_variable_that_is_no_setting_is_told_by_its_name() -> None:
    with pytest.raises(UsageError, match="ANNOTATOR_THEME: theme 'pink'"):
        load_settings({"ANNOTATOR_THEME": "pink"})


def test_a_file_that_is_not_there_or_not_utf_8(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there – mend ANNOTATOR_SETTINGS"):
        load_settings({"ANNOTATOR_SETTINGS": str(tmp_path / "none.toml")})
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    with pytest.raises(UsageError, match=r"bad\.toml: .* – mend the file"):
        load_settings({"ANNOTATOR_SETTINGS": str(tmp_path / "bad.toml")})


# -- the id of this machine ---------------------------------------------------------------------------------------


def test_a_machine_has_one_id_for_good(tmp_path: Path) -> None:
    first = device(tmp_path / "new" / "folder")
    assert len(first) == 16
    assert device(tmp_path / "new" / "folder") == first
    assert device(tmp_path / "other") != first
    assert [p.name for p in (tmp_path / "new" / "folder").iterdir()] == ["device"]


def test_the_id_lies_in_the_users_own_folder() -> None:
    found = device()
    assert (Path(os.environ["XDG_DATA_HOME"]) / "factcheck-annotator" / "device").read_text() == found


def _ask(folder: str) -> str:
    return device(Path(folder))


def test_processes_that_start_at_once_get_the_same_id(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(_ask, [str(tmp_path / "one")] * 12))) == 1


def test_where_no_id_can_be_kept_there_is_one_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert device(tmp_path / "file" / "folder") == "local"
    (tmp_path / "device").write_bytes(b"\xff")
    assert device(tmp_path) == "local"
    (tmp_path / "device").write_bytes(b"")
    assert device(tmp_path) == "local"
