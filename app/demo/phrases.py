"""What people write: templates per kind of work and language, with slots, dealt so that none repeats soon."""

from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml


@cache
def read_data(name: str) -> Any:
    """A data file of the demo company; callers must not change what they get."""
    return yaml.safe_load((files("app.demo") / "data" / name).read_text(encoding="utf-8"))


class Phrases:
    """Deals the templates of a group like cards: all are used before one comes again."""

    def __init__(self, language: str, rng: Random) -> None:
        groups: dict[str, Any] = read_data(f"phrases_{language}.yaml")
        self._groups: dict[str, list[list[str]]] = groups
        self._slots: dict[str, list[str]] = groups["slots"]
        self._rng = rng
        self._left: dict[str, list[list[str]]] = {}

    def deal(self, group: str, **given: str) -> list[str]:
        """The texts of one template, slots filled; ``given`` wins over a drawn slot."""
        left = self._left.get(group)
        if not left:
            left = list(self._groups[group])
            self._rng.shuffle(left)
        template = left.pop()
        self._left[group] = left
        filled = {slot: self._rng.choice(words) for slot, words in self._slots.items()} | given
        return [text.format(**filled, n=self._rng.randint(2, 9)) for text in template]

    def word(self, slot: str) -> str:
        return self._rng.choice(self._slots[slot])
