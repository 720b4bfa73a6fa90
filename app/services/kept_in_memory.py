"""What is worked out once for a workspace and kept in memory, up to a size. Whoever asks checks that it still holds."""

from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

T = TypeVar("T")


class KeptInMemory(Generic[T]):
    """One value for each workspace of each database; of each database ``most`` in size, the oldest go first."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._kept: WeakKeyDictionary[Engine, dict[int, tuple[int, T]]] = WeakKeyDictionary()

    def get(self, connection: Connection, workspace_id: int) -> T | None:
        kept = self._kept.get(connection.engine, {}).get(workspace_id)
        return kept and kept[1]

    def keep(self, connection: Connection, workspace_id: int, value: T, size: int) -> None:
        with self._lock:
            kept = self._kept.setdefault(connection.engine, {})
            kept.pop(workspace_id, None)
            while kept and size + sum(each for each, _ in kept.values()) > self._most:
                del kept[next(iter(kept))]
            if size <= self._most:
                kept[workspace_id] = size, value
