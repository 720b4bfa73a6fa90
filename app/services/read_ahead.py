"""Reading the rows of a large import, and what their texts say, in a process beside the one that stores them.

That is about half of the work of an import. The process ends with its input, so also when ours is killed.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import tzinfo
from itertools import islice
from typing import Any, BinaryIO

from app.domain.records import RECORD_TYPES
from app.domain.records.choices import Words
from app.domain.tagging.reading import read_text
from app.services.incoming import Incoming
from app.services.language import packs
from app.services.read_records import partial
from app.services.read_rows import Columns, How, Row, numbered_rows, read_row
from app.services.split_rows import Form, RawRow

PAYS_FROM = 8 * 1024 * 1024
"""Bytes of rows; a process takes a second to start."""
AT_ONCE = 500
AHEAD = 4
"""How many times ``AT_ONCE`` rows are read ahead of those being stored."""
TEXTS = ("subject", "body")
Numbered = tuple[int, RawRow]


@contextmanager
def reading_ahead(
    stream: BinaryIO,
    form: Form,
    type_: str | None = None,
    zone: tzinfo | None = None,
    words: Words | None = None,
    after: int = 0,
    columns: Columns | None = None,
) -> Iterator[Iterator[Row]]:
    """The same rows as ``read_rows``."""
    rows, header = numbered_rows(stream, form, type_, after, columns)
    how = How(form, type_, header, zone, words)
    process = subprocess.Popen(
        [sys.executable, "-m", "app.services.read_ahead"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
    )
    asking = ThreadPoolExecutor(1, "reading-ahead")
    # What is there stays: looking through it for circles every few batches took a tenth of an import.
    gc.collect()
    gc.freeze()
    try:
        yield _rows(process, asking, how, rows)
    finally:
        gc.unfreeze()
        asking.shutdown(cancel_futures=True)
        process.kill()
        process.communicate()


def _rows(
    process: "subprocess.Popen[bytes]", asking: ThreadPoolExecutor, how: How, rows: Iterable[Numbered]
) -> Iterator[Row]:
    left = iter(rows)
    asked: deque[tuple[list[Numbered], Future[list[Any]]]] = deque()
    while True:
        some = list(islice(left, AT_ONCE))
        if some:
            # Plain values are packed faster than a class of ours.
            plain = [(number, raw.line, raw.content, raw.fault) for number, raw in some]
            asked.append((some, asking.submit(_ask, process, (how, plain))))
        if not asked:
            return
        if len(asked) > AHEAD or not some:
            sent, read = asked.popleft()
            try:
                answers = read.result()
            except (EOFError, OSError):
                # The process is gone, killed for its memory perhaps: then it goes on here, only slower.
                answers = [read_row(number, raw, how) for number, raw in sent]
            for (_, raw), packed in zip(sent, answers, strict=True):
                yield _unpacked(raw, packed)


def _ask(process: "subprocess.Popen[bytes]", question: Any) -> list[Any]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process has no pipes")
    pickle.dump(question, process.stdin, 5)
    process.stdin.flush()
    answer: list[Any] = pickle.load(process.stdout)
    return answer


def _packed(row: Row) -> Any:
    incoming = row.incoming
    if incoming is None:
        return replace(row, content=None)
    said = incoming.record.__dict__
    texts = [said[name] for name in TEXTS if said.get(name)] if row.type == "activity" else []
    readings = {text: read_text(text, packs()) for text in texts}
    given = None if incoming.given is None else list(incoming.given)
    return row.number, row.line, row.type, row.unknown, said, given, incoming.is_patch, readings


def _unpacked(raw: RawRow, packed: Any) -> Row:
    if isinstance(packed, Row):
        return replace(packed, content=raw.content)
    number, line, type_, unknown, said, given, is_patch, readings = packed
    model = partial(type_) if is_patch else RECORD_TYPES[type_]
    record = model.__new__(model)
    state = {"__pydantic_extra__": None, "__pydantic_fields_set__": set(said), "__pydantic_private__": None}
    record.__setstate__({"__dict__": said, **state})
    whole = Incoming(type_, record, None if given is None else frozenset(given), is_patch, False, readings)
    return Row(number, line, type_, record.id, whole, (), unknown, content=raw.content)


def main() -> None:
    """Answer questions until there are no more, or nobody is there to hear."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    # Rows hold no circles; looking for them takes long.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    with suppress(EOFError, BrokenPipeError):
        while True:
            how, some = pickle.load(asked)
            pickle.dump([_packed(read_row(number, RawRow(*raw), how)) for number, *raw in some], answers, 5)
            answers.flush()


if __name__ == "__main__":
    main()
