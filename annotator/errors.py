"""Every error a user can meet, in one tree. A message names the thing, the place and the remedy.

::

    AnnotatorError
    ├── UsageError            the call itself is wrong (exit code 2)
    │   ├── SchemeError       a label scheme has faults; ``faults`` lists them with their lines
    │   └── SettingsError     the keys in the settings cannot be used; ``faults`` lists why
    ├── RecordError           one record of an input is rejected; the others go on
    ├── LabelError            an action on labels cannot be done (no such span, read-only layer, …)
    └── StoreError            the project file
        ├── StoreMissing      it does not exist
        ├── StoreBusy         another process holds the lock: nothing was written, try again
        ├── StoreStale        the labels were changed in another window: nothing was written
        ├── StoreFull         no room left on the disk: nothing was written
        ├── StoreReadOnly     the file or its folder cannot be written
        ├── StoreCorrupt      SQLite says that the file is damaged
        └── StoreUnsuitable   not a project, a newer version, or a file system that loses data
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class AnnotatorError(Exception):
    """The root: ``str(error)`` is a full sentence for the user; ``exit_code`` is the command's."""

    exit_code = 2

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} – {remedy}" if remedy else message)
        self.message = message
        self.remedy = remedy


class UsageError(AnnotatorError):
    """The command was called with something it cannot use."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a file: its line (1-based; 0 when it belongs to no line), what is wrong, what to do."""

    line: int
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        text = f"{self.message} – {self.remedy}" if self.remedy else self.message
        return f"line {self.line}: {text}" if self.line else text


class SchemeError(UsageError):
    """A label scheme that cannot be used; ``faults`` holds each fault with its line."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{name}: {fault}" for fault in self.faults))


class SettingsError(UsageError):
    """Settings that cannot be used; ``faults`` holds each thing that is wrong with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class RecordError(AnnotatorError):
    """One record of an input cannot be taken in. ``line`` is 1-based, 0 for a file without lines; ``raw`` its bytes."""

    exit_code = 1

    def __init__(
        self, message: str, remedy: str = "", *, file: str = "", line: int = 0, raw: bytes | None = None
    ) -> None:
        self.file, self.line, self.reason, self.raw = file, line, message, raw
        place = f"{file}:{line}: " if line else f"{file}: " if file else ""
        super().__init__(f"{place}{message}", remedy)


class LabelError(AnnotatorError):
    """An action on labels that cannot be done; ``code`` names the sentence that the screen shows."""

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.code = code


class StoreError(AnnotatorError):
    """Something about the project file."""


class StoreMissing(StoreError):
    """There is no project at the path."""


class StoreBusy(StoreError):
    """The write lock was not had in time; nothing was written and the action may be tried again."""


class StoreStale(StoreError):
    """What the action replaces was changed by somebody else meanwhile; nothing was written."""


class StoreFull(StoreError):
    """The disk is full; the action was not written, everything before it was."""


class StoreReadOnly(StoreError):
    """The project file or its folder cannot be written."""


class StoreCorrupt(StoreError):
    """SQLite found the file damaged."""


class StoreUnsuitable(StoreError):
    """The file is no project of ours, is of a newer version, or lies where SQLite would lose data."""
