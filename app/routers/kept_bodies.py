"""Answers made once and given again while nothing they tell of has changed."""

from collections import OrderedDict
from threading import Lock
from typing import Annotated, cast

from fastapi import Depends, Request

MOST_BYTES = 64 * 1024 * 1024
MOST_PAGE_BYTES = 32 * 1024 * 1024
BYTES_AROUND = 1024
"""What a body's name and place take beside it: many small ones are no less to keep than few large ones."""
Key = tuple[object, ...]


class KeptBodies:
    """The latest of each key, by its tag; the longest unread is let go when there are too many bytes."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._bytes, self._lock = most, 0, Lock()
        self._kept: OrderedDict[Key, tuple[str, bytes]] = OrderedDict()

    def get(self, key: Key, tag: str) -> bytes | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept[0] != tag:
                return None
            self._kept.move_to_end(key)
            return kept[1]

    def keep(self, key: Key, tag: str, body: bytes) -> None:
        with self._lock:
            if key in self._kept:
                self._bytes -= len(self._kept.pop(key)[1]) + BYTES_AROUND
            self._kept[key] = tag, body
            self._bytes += len(body) + BYTES_AROUND
            while self._bytes > self._most:
                _, (_, gone) = self._kept.popitem(last=False)
                self._bytes -= len(gone) + BYTES_AROUND


async def _kept_bodies(request: Request) -> KeptBodies:
    return cast(KeptBodies, request.app.state.kept_bodies)


Kept = Annotated[KeptBodies, Depends(_kept_bodies)]
