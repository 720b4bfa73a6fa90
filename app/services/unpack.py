"""Reading what was sent compressed, no further than a limit."""

import gzip
import zlib
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO, cast

from app.errors import Problem, too_large

MAX_UNPACKED = 1024 * 1024 * 1024
"""Bytes of one import once unpacked."""


LONGEST_NAME = 65_536
"""Bytes of the file name that gzip may carry along, or of zeros after its end: Python reads them one by one."""


class _Packed:
    def __init__(self, packed: BinaryIO) -> None:
        self.packed, self.name_read = packed, 0

    def read(self, size: int) -> bytes:
        self.name_read = self.name_read + 1 if size == 1 else 0
        if self.name_read > LONGEST_NAME:
            raise gzip.BadGzipFile
        return self.packed.read(size)


class _Unpacked(RawIOBase):
    def __init__(self, packed: BinaryIO, limit: int) -> None:
        self.unpacking, self.left = gzip.GzipFile(fileobj=cast(BinaryIO, _Packed(packed)), mode="rb"), limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self.unpacking.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise Problem(400, "not-readable", "The gzip data is damaged or not gzip.") from error
        self.left -= len(data)
        if self.left < 0:
            raise too_large("An import may have 1 GiB unpacked. Send it in several, or use `leadline import`.")
        buffer[: len(data)] = data
        return len(data)


def unpack(packed: BinaryIO, limit: int = MAX_UNPACKED) -> BinaryIO:
    """The gzip stream unpacked as it is read. Reading raises Problem 400 for damage and 413 past ``limit`` bytes."""
    return cast(BinaryIO, BufferedReader(_Unpacked(packed, limit), 128 * 1024))
