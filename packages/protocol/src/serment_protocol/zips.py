"""Zip archives whose files are stored as they are: the same files give the same bytes, in every language (SPEC 17)."""

import struct
import zlib
from collections.abc import Mapping

# Midnight of the first day that a zip can name: when a file was made stands in it, not on it.
TIME, DAY = 0, 0x21
VERSION = 20
LOCAL, CENTRAL, END = 0x04034B50, 0x02014B50, 0x06054B50


def zip_stored(files: Mapping[str, bytes]) -> bytes:
    """An archive with these files in the order of their names, which are ASCII."""
    body, directory = b"", b""
    for name, data in sorted(files.items()):
        path, size = name.encode("ascii"), len(data)
        told = struct.pack("<HHHHHIIIHH", VERSION, 0, 0, TIME, DAY, zlib.crc32(data), size, size, len(path), 0)
        directory += struct.pack("<IH", CENTRAL, VERSION) + told + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + path
        body += struct.pack("<I", LOCAL) + told + path + data
    count = len(files)
    return body + directory + struct.pack("<IHHHHIIH", END, 0, 0, count, count, len(directory), len(body), 0)
