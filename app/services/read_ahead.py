"""Reading the rows of a large import, and what their texts say, in a process beside the one that stores them.

That is about half of the work of an import. The bytes go in at one end and rows come out at the other, so neither
process waits for the other. The one that reads ends with its input, so also when ours is killed.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import tzinfo
from shutil import copyfileobj
from threading import Thread
from typing import Any, BinaryIO, cast

from app.domain.records import RECORD_TYPES
from app.domain.records.choices import Words
from app.errors import Problem
from app.services.incoming import Incoming
from app.services.language import read
from app.services.read_records import partial
from app.services.read_rows import Columns, Row, in_pieces, read_rows
from app.services.split_rows import Form

PAYS_FROM = 8 * 1024 * 1024
"""Bytes of rows; a process takes a second to start."""
AT_ONCE = 500
AT_ONCE_BYTES = 4 * 1024 * 1024
"""At most, but for the last of the rows."""
AHEAD = 8
"""How many times ``AT_ONCE`` rows are read ahead of those being stored."""
PIECE = 1024 * 1024
"""Bytes sent at once: after each the sending thread has to wait for its turn."""
TEXTS = ("subject", "body")
STATE = {"__pydantic_extra__": None, "__pydantic_fields_set__": set[str](), "__pydantic_private__": None}
"""Of a record made from what the process beside ours has read."""
Open = Callable[[], BinaryIO]


@contextmanager
def reading_ahead(
    open_stream: Open,
    form: Form,
    type_: str | None = None,
    zone: tzinfo | None = None,
    words: Words | None = None,
    after: int = 0,
    columns: Columns | None = None,
) -> Iterator[Iterator[Row]]:
    """The same rows as ``read_rows``, without the content of good ones.

    The stream is opened a second time where the process beside ours cannot go on.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "app.services.read_ahead"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
    )
    answers = cast(BinaryIO, process.stdout)
    how = (form, type_, zone, words)
    sending = Thread(target=_send, args=(process, (*how, after, columns), open_stream), name="reading-ahead")
    sending.start()
    # What is there stays: looking through it for circles every few batches took a tenth of an import.
    gc.collect()
    gc.freeze()
    try:
        yield _rows(answers, after, lambda done: read_rows(open_stream(), *how, done, columns))
    finally:
        gc.unfreeze()
        process.kill()
        sending.join()
        answers.close()
        process.wait()


def _send(process: "subprocess.Popen[bytes]", how: Any, open_stream: Open) -> None:
    asked = cast(BinaryIO, process.stdin)
    with suppress(OSError), asked:
        try:
            pickle.dump(how, asked, 5)
            copyfileobj(open_stream(), asked, PIECE)
        except Exception:
            # What cannot be read is not to look as if it ended here. Who stores the rows comes upon it again.
            process.kill()


def _rows(answers: BinaryIO, after: int, others: Callable[[int], Iterator[Row]]) -> Iterator[Row]:
    done = after
    while True:
        try:
            some = pickle.load(answers)
        except (EOFError, OSError, pickle.UnpicklingError):
            # The process is gone, killed for its memory perhaps: then it goes on here, only slower.
            yield from others(done)
            return
        if not some:
            return
        yield from map(_unpacked, some)
        done += len(some)


def _packed(row: Row) -> Any:
    incoming = row.incoming
    if incoming is None:
        return row
    said = incoming.record.__dict__
    texts = [said[name] for name in TEXTS if said.get(name)] if row.type == "activity" else []
    readings = {text: read(text) for text in texts}
    given = None if incoming.given is None else list(incoming.given)
    # Plain values are packed faster than a class of ours.
    return row.number, row.line, row.type, row.unknown, said, given, incoming.is_patch, readings, row.size


def _unpacked(packed: Any) -> Row:
    if isinstance(packed, Row):
        return packed
    number, line, type_, unknown, said, given, is_patch, readings, size = packed
    model = partial(type_) if is_patch else RECORD_TYPES[type_]
    record = model.__new__(model)
    record.__setstate__({"__dict__": said, **STATE})
    whole = Incoming(type_, record, None if given is None else frozenset(given), is_patch, False, readings)
    return Row(number, line, type_, record.id, whole, (), unknown, size=size)


def _answer(rows: Iterator[Row], out: BinaryIO) -> None:
    def put(packed: bytes) -> None:
        out.write(packed)
        out.flush()

    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(1) as writing:
        for some in in_pieces(rows, AT_ONCE, AT_ONCE_BYTES):
            waiting.append(writing.submit(put, pickle.dumps(list(map(_packed, some)), 5)))
            if len(waiting) > AHEAD:
                waiting.popleft().result()
        writing.submit(put, pickle.dumps([]))


def main() -> None:
    """Read all rows of the input, until they cannot be read, or nobody is there to hear."""
    # Rows hold no circles; looking for them takes long.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    with suppress(EOFError, BrokenPipeError, Problem):
        how = pickle.load(sys.stdin.buffer)
        _answer(read_rows(sys.stdin.buffer, *how), sys.stdout.buffer)


if __name__ == "__main__":
    main()
