"""The weekly review as plain text that reads well in any mail program."""

from collections.abc import Iterator
from textwrap import wrap

from app.surfaces.reviews.outline import Outline, Part, Row

WIDTH = 72


def review_text(outline: Outline) -> str:
    return "\n".join(_lines(outline)) + "\n"


def _lines(outline: Outline) -> Iterator[str]:
    yield from wrap(outline.headline, WIDTH)
    yield outline.over
    yield outline.basis
    for title, says in outline.figures:
        yield f"{title}: {says}"
    for number, part in enumerate(outline.parts, 1):
        yield ""
        yield f"{number}. {part.title.upper()} ({part.minutes} minutes)"
        yield from wrap(part.sentence, WIDTH)
        yield from _inside(outline, part)
    yield ""
    yield outline.unchanged


def _inside(outline: Outline, part: Part) -> Iterator[str]:
    if part is outline.five:
        for place, each in enumerate(outline.discussed, 1):
            yield ""
            yield f"   {place}. {each.account}, {each.money}, {each.posture}"
            if each.flags:
                yield from _indented("; ".join(each.flags))
            yield from _indented(f"Why: {each.why}")
            yield from _indented(f"A move: {each.move} Owner: {each.owner}.")
            if each.url:
                yield f"      {each.url}"
    elif part is outline.work:
        for bar in outline.bars:
            yield f"   {bar.part} ({bar.accounts}): {bar.says[0]} of the potential, {bar.says[1]} of the work"
    yield from _rows(part.rows)
    for title, rows in part.more:
        yield f"   {title}:"
        yield from _rows(rows)


def _rows(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        says = [f"{row.account}:", row.says, row.beside]
        # A standing comes first, money last, as people look for them.
        words = [*says, row.state] if row.amount is not None else [row.state and f"[{row.state}]", *says]
        first, *rest = wrap(" ".join(filter(None, words)), WIDTH - 5)
        yield f"   - {first}"
        yield from (f"     {line}" for line in rest)


def _indented(text: str) -> Iterator[str]:
    yield from wrap(text, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6)
