"""How often the reader agrees with people on labelled texts, and how long tagging takes.

The file holds one text a line: ``id source type subject body direction`` and the labels ``purpose`` and ``group``
(tending, creating or other; null where the labellers differ). Where its labels have gone into the weights, as those of
our own file have, this only shows whether a change breaks something; ``python -m bench.fit_reading LABELS`` says how
well unseen texts are read.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from app.domain.tagging.packs import PURPOSES
from app.domain.tagging.reading import read_text
from app.domain.tagging.tag import tag_activity
from app.domain.terms import CREATING, TENDING
from app.services.language import packs

ROUNDS = 15


def main(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    read = [(row, purpose_of(row)) for row in rows]
    print(f"{len(rows)} labelled texts: tending, creating, other; then the purpose")
    print("(for our own file, memory: its labels are in the weights; bench.fit_reading cross-validates)\n")
    print_agreement("all", read)
    for source in sorted({row["source"] for row in rows}):
        print_agreement(source, [(row, purpose) for row, purpose in read if row["source"] == source])
    print("\nlabelled in rows, read in columns")
    print_confusion(Counter((row["purpose"], purpose) for row, purpose in read if row["purpose"]))
    texts = [text for row in rows for text in (row["subject"], row["body"]) if text]
    print(f"\n{microseconds(texts):.0f} microseconds to read a text, mean of {len(texts)}, best of {ROUNDS} rounds")
    bodies = [json.dumps({name: row[name] for name in SENT}) for row in rows]
    tagging, parsing = best_of(purpose_of, rows), best_of(json.loads, bodies)
    print(f"{tagging:.0f} microseconds to tag an activity: {tagging / parsing:.1f} x json.loads of it ({parsing:.1f})")


SENT = ("id", "type", "subject", "body", "contact_title", "actor_title", "direction", "status")
"""What of a labelled text an activity would carry."""


def print_agreement(name: str, read: list[tuple[dict[str, Any], str | None]]) -> None:
    print(f"{name:20}", end="")
    for label, says in (("group", side), ("purpose", str)):
        agreed = [row[label] == says(purpose) for row, purpose in read if row[label]]
        print(f"{sum(agreed):5} of {len(agreed):3}, {sum(agreed) / len(agreed):.3f}", end="  ")
    print()


def purpose_of(row: dict[str, Any]) -> str | None:
    fields = {"kind": row["type"], "direction": row["direction"].lower() or None}
    return tag_activity(fields, read_text(row["subject"], packs()), read_text(row["body"], packs())).purpose


def side(purpose: str | None) -> str | None:
    return "tending" if purpose in TENDING else "creating" if purpose in CREATING else purpose


def print_confusion(counts: Counter[tuple[str, str | None]]) -> None:
    columns = [*PURPOSES, None]
    print(" " * 11 + "".join(f"{(column or 'not known')[:9]:>10}" for column in columns))
    for label in PURPOSES:
        print(f"{label:11}" + "".join(f"{counts[label, column] or '.':>10}" for column in columns))


def microseconds(texts: list[str]) -> float:
    return best_of(lambda text: read_text(text, packs()), texts)


def best_of(work: Callable[[Any], object], items: Iterable[Any]) -> float:
    """Microseconds of processor time an item, in the best of several rounds: other work on the machine hardly shows."""
    things, best = list(items), float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for thing in things:
            work(thing)
        best = min(best, time.process_time() - began)
    return best / len(things) * 1e6


if __name__ == "__main__":
    main(Path(sys.argv[1]))
