"""What the demonstration remembers: who its people are, how they sign in, and how far the filling has come.

It belongs to nobody but the person who tries Serment: neither server reads it.
"""

from pathlib import Path
from typing import Literal

import msgspec

from serment import toml
from serment.errors import CannotStart

FILE = "people.json"
Role = Literal["practitioner", "secretary", "patient"]


class Person(msgspec.Struct, frozen=True):
    """A fictitious person with a sign-in."""

    name: str
    role: Role
    practice: str
    email: str
    passphrase: str


class Content(msgspec.Struct):
    """The file."""

    v: Literal[1] = 1
    complete: bool = False
    enroller: str = ""
    """Passphrase of the account that opened the practices nobody attends; emptied, and so lost, at the end."""
    people: list[Person] = []
    practices: dict[str, str] = {}
    done: list[str] = []


class Record:
    """The content, and its file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self.content = self._load()

    def save(self) -> None:
        """Write the file anew."""
        toml.write_private(self._path, msgspec.json.format(msgspec.json.encode(self.content)).decode() + "\n")

    def is_done(self, step: str) -> bool:
        """Whether an earlier start came so far."""
        return step in self.content.done

    def finish(self, step: str) -> None:
        """Come so far."""
        self.content.done.append(step)
        self.save()

    def _load(self) -> Content:
        if not self._path.exists():
            return Content()
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Content)
        except (OSError, msgspec.MsgspecError) as error:
            raise CannotStart(f"{self._path} cannot be read: {error}. Start with another --data.") from error
