"""Reading a tar archive as it passes, chunk by chunk: who takes it apart need not hold it, nor ask for it."""

import tarfile
from collections.abc import Iterator
from typing import Protocol

from serment_kernel.backups.errors import CannotBackUp

BLOCK = 512
END = bytes(BLOCK)


class TarTorn(CannotBackUp):
    """An archive ends in the middle."""

    def __init__(self) -> None:
        super().__init__("An archive ends in the middle, or is no archive.")


class Taker(Protocol):
    """Who takes the members."""

    def begin(self, member: tarfile.TarInfo) -> None:
        """A member begins."""
        ...

    def take(self, data: memoryview) -> None:
        """More of it."""
        ...

    def end(self) -> None:
        """It is complete."""
        ...


class TarReader:
    """A sink that takes an archive apart."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._header = bytearray()
        self._left = 0
        self._padding = 0
        self._ended = False

    def write(self, data: bytes, /) -> int:
        """Take the next bytes of the archive."""
        view = memoryview(data)
        while view and not self._ended:
            view = view[self._step(view) :]
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Raise `TarTorn` unless the archive came to its end."""
        if not self._ended:
            raise TarTorn

    def _step(self, view: memoryview) -> int:
        if self._left:
            return self._take(view[: self._left])
        if self._padding:
            skipped = min(self._padding, len(view))
            self._padding -= skipped
            return skipped
        wanted = view[: BLOCK - len(self._header)]
        self._header += wanted
        if len(self._header) == BLOCK:
            self._begin(bytes(self._header))
            self._header.clear()
        return len(wanted)

    def _take(self, data: memoryview) -> int:
        self._taker.take(data)
        self._left -= len(data)
        if not self._left:
            self._taker.end()
        return len(data)

    def _begin(self, header: bytes) -> None:
        if header == END:
            self._ended = True
            return
        try:
            member = tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape")
        except tarfile.HeaderError as error:
            raise TarTorn from error
        self._left = member.size if member.isfile() else 0
        self._padding = -self._left % BLOCK
        self._taker.begin(member)
        if not self._left:
            self._taker.end()


def member(name: str, data: bytes) -> Iterator[bytes]:
    """A file of an archive."""
    yield header(name, len(data))
    yield data
    yield bytes(-len(data) % BLOCK)


def header(name: str, size: int) -> bytes:
    """What stands before a file; after it come bytes up to a whole block."""
    found = tarfile.TarInfo(name)
    found.size, found.mode = size, 0o600
    return found.tobuf(tarfile.USTAR_FORMAT)
