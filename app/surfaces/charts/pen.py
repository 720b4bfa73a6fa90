"""Who draws: a process beside this one, started with the first picture and gone when this one ends, however it ends."""

import json
import os
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from threading import Lock
from typing import Literal

import font_source_sans_pro

Form = Literal["svg", "png"]
DRAWER = "app.surfaces.charts.drawer"
FAILED = -1


def font_folder() -> str:
    """The letters of paper and pictures."""
    return str(Path(font_source_sans_pro.__file__).parent)


class Pen:
    """Draws one picture at a time; whoever waits for it leaves the other threads running."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def draw(self, chart: str, form: Form, scale: float) -> bytes:
        """Raises ValueError for what cannot be drawn, OSError where the process died; the next call starts another."""
        asked = json.dumps({"chart": chart, "form": form, "scale": scale}).encode() + b"\n"
        with self._lock:
            process = self._process = self._process or _started()
            try:
                return _answer(process, asked)
            except OSError:
                process.kill()
                process.wait()
                self._process = None
                raise


def _started() -> subprocess.Popen[bytes]:
    # It ends when its input does: when this process is gone, killed included.
    return subprocess.Popen(
        [sys.executable, "-m", DRAWER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
    )


def _answer(process: subprocess.Popen[bytes], asked: bytes) -> bytes:
    assert process.stdin
    assert process.stdout
    process.stdin.write(asked)
    process.stdin.flush()
    length = int.from_bytes(_read(process, 8), signed=True)
    if length == FAILED:
        raise ValueError(_read(process, int.from_bytes(_read(process, 8), signed=True)).decode())
    return _read(process, length)


def _read(process: subprocess.Popen[bytes], length: int) -> bytes:
    assert process.stdout
    read = process.stdout.read(length)
    if len(read) < length:
        raise ConnectionError("the process that draws charts has ended")
    return read


class Kept:
    """Pictures by their content, the latest used, up to so many bytes. Nobody draws what another is drawing."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._lock = Lock()
        self._pictures: OrderedDict[str, Future[bytes]] = OrderedDict()

    def get(self, key: str, draw: Callable[[], bytes]) -> bytes:
        with self._lock:
            known = self._pictures.get(key)
            if known:
                self._pictures.move_to_end(key)
            else:
                mine = self._pictures[key] = Future()
        if known:
            return known.result()
        try:
            drawn = draw()
        except BaseException as error:
            with self._lock:
                del self._pictures[key]
            mine.set_exception(error)
            raise
        with self._lock:
            self._bytes += len(drawn)
            mine.set_result(drawn)
            self._forget()
        return drawn

    def _forget(self) -> None:
        while self._bytes > self._most_bytes:
            oldest = next((key for key, picture in self._pictures.items() if picture.done()), None)
            assert oldest
            self._bytes -= len(self._pictures.pop(oldest).result())
