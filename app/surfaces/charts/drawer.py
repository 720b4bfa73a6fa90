"""Draws one description after the other, in a process of its own, until nobody asks any more.

The library holds Python's lock while it draws; inside a server every other request would wait for that.
A line in is JSON with ``chart``, ``form`` (svg or png) and ``scale``; out comes the length in 8 bytes and the picture,
or -1, the length and the reason.
"""

import json
import sys

import vl_convert

from app.surfaces.charts.pen import FAILED, font_folder


def main() -> None:
    vl_convert.register_font_directory(font_folder())
    for line in sys.stdin.buffer:
        try:
            answer, marks = _drawn(**json.loads(line)), b""
        except ValueError as error:
            answer, marks = str(error).encode(), FAILED.to_bytes(8, signed=True)
        sys.stdout.buffer.write(marks + len(answer).to_bytes(8, signed=True) + answer)
        sys.stdout.buffer.flush()


def _drawn(chart: str, form: str, scale: float) -> bytes:
    if form == "png":
        drawn: bytes = vl_convert.vegalite_to_png(chart, scale=scale, allowed_base_urls=[])
        return drawn
    return str(vl_convert.vegalite_to_svg(chart, allowed_base_urls=[])).encode()


if __name__ == "__main__":
    main()
