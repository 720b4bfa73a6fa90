"""How often the reader agrees with people on labelled texts, and how long it takes.

The file holds one text a line: ``id type subject body direction`` and the labels ``purpose`` and ``group`` (tending,
creating or other; null where the labellers differ). Half of the texts, by a hash of the id, is reported. Where its
labels have gone into the weights, as those of our own file have, unseen texts are read less well than this says.
"""

import json
import sys
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.domain.tagging.packs import PURPOSES
from app.domain.tagging.reading import read_text
from app.domain.tagging.tag import tag_activity
from app.domain.terms import CREATING, TENDING
from app.services.language import packs

ROUNDS = 5


def main(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    reported = [row for row in rows if int(sha256(row["id"].encode()).hexdigest(), 16) % 2]
    read = [(row, purpose_of(row)) for row in reported]
    for level, pairs in (
        ("tending, creating, other", [(row["group"], side(purpose)) for row, purpose in read]),
        ("purpose", [(row["purpose"], purpose) for row, purpose in read]),
    ):
        labelled = [(label, said) for label, said in pairs if label]
        right = sum(label == said for label, said in labelled)
        print(f"{level}: {right} of {len(labelled)}, {right / len(labelled):.3f}")
    print("\nlabelled in rows, read in columns")
    print_confusion(Counter((row["purpose"], purpose) for row, purpose in read if row["purpose"]))
    texts = [text for row in rows for text in (row["subject"], row["body"]) if text]
    print(f"\n{microseconds(texts):.0f} microseconds a text, mean of {len(texts)}, best of {ROUNDS} rounds")


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
    languages, best = packs(), float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for text in texts:
            read_text(text, languages)
        best = min(best, time.perf_counter() - began)
    return best / len(texts) * 1e6


if __name__ == "__main__":
    main(Path(sys.argv[1]))
