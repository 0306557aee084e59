"""From chunks to a file that is compressed and encrypted, and back: no plain byte touches the disk on the way."""

import hashlib
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from serment_kernel.backups.errors import Torn
from serment_protocol.agestream import Sink, Source, decrypt_stream, encrypt_stream
from serment_protocol.errors import CannotOpen

CHUNK = 1 << 20
GZIP = 31
# Rows are mostly ciphertext, which nothing makes smaller; what gets smaller is the emptiness of pages and of the log.
LEVEL = 1


class Sealed(msgspec.Struct, frozen=True):
    """An encrypted file, as its manifest has it."""

    size: int
    sha256: str


class Compressed:
    """A source that compresses chunks; it keeps what went wrong in making them, which the library would not."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.failure: Exception | None = None
        self._chunks = chunks
        self._compressor = zlib.compressobj(LEVEL, wbits=GZIP)
        self._ready = bytearray()
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """The next bytes."""
        while not self._ended and len(self._ready) < size:
            self._fill()
        taken = bytes(self._ready[:size])
        del self._ready[:size]
        return taken

    def _fill(self) -> None:
        try:
            self._ready += self._compressor.compress(next(self._chunks))
        except StopIteration:
            self._ready += self._compressor.flush()
            self._ended = True
        except Exception as error:
            self.failure = error
            raise


class Decompressed:
    """A sink that decompresses into another."""

    def __init__(self, sink: Sink) -> None:
        self.failure: Exception | None = None
        self._sink = sink
        self._decompressor = zlib.decompressobj(GZIP)

    def write(self, data: bytes, /) -> int:
        """Take the next bytes."""
        try:
            self._sink.write(self._decompressor.decompress(data))
        except Exception as error:
            self.failure = error
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


class Written:
    """A file that counts and hashes what is written to it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes, /) -> int:
        """Write all of it."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]
        self._hash.update(data)
        self._size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    @property
    def sealed(self) -> Sealed:
        """What was written."""
        return Sealed(self._size, self._hash.hexdigest())


class Read:
    """A file that counts and hashes what is read from it, and ends soon after so many bytes, whatever it has."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._most = most
        self._hash = hashlib.sha256()
        self._size = 0

    def read(self, size: int, /) -> bytes:
        """The next bytes."""
        data = b"" if self._size > self._most else self._file.read(size)
        self._hash.update(data)
        self._size += len(data)
        return data

    def to_the_end(self) -> Sealed:
        """What was read, with the rest."""
        while self.read(CHUNK):
            pass
        return Sealed(self._size, self._hash.hexdigest())


def seal(path: Path, chunks: Iterator[bytes], to: str) -> Sealed:
    """Write chunks to a new file, compressed and encrypted, and have it on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    source, sink = Compressed(chunks), Written(descriptor)
    try:
        encrypt_stream(source, sink, to)
        os.fsync(descriptor)
    except Exception:
        if source.failure:
            raise source.failure from None
        raise
    finally:
        os.close(descriptor)
    return sink.sealed


def unseal(path: Path, sealed: Sealed, sink: Sink, identity: str) -> None:
    """Decrypt and decompress a file into a sink; raises `Torn` unless what was read is what was written.

    The sink has taken all of it by then, and must not be believed before this returns: whoever keeps the file may give
    something else from one reading to the next, and can encrypt to us.
    """
    opened = Decompressed(sink)
    try:
        with path.open("rb") as file:
            source = Read(file, sealed.size)
            opens = _decrypts(source, opened, identity)
            whole = source.to_the_end() == sealed
    except OSError as error:
        raise Torn(path) from error
    if not whole:
        raise Torn(path)
    if opened.failure:
        raise opened.failure
    if not opens:
        raise Torn(path)


def _decrypts(source: Source, sink: Sink, identity: str) -> bool:
    try:
        decrypt_stream(source, sink, identity)
    except CannotOpen:
        return False
    return True


def require_whole(path: Path, sealed: Sealed) -> None:
    """Raise `Torn` unless the file is as it was written."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise Torn(path) from error
    if Sealed(size, found) != sealed:
        raise Torn(path)
