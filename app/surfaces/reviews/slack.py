"""The weekly review as a Slack message: Block Kit, names as text."""

from collections.abc import Iterable
from typing import Any

from app.surfaces.reviews.outline import Discussed, Outline, Part, Row

MOST_BLOCKS, MOST_LETTERS, MOST_ROWS, MOST_OF_A_NAME = 50, 2900, 6, 120
"""A message holds 50 blocks of 3,000 letters; longer parts end with what is left out."""


def review_slack(outline: Outline, address: str, week: str) -> dict[str, Any]:
    """The body of ``chat.postMessage``, without a channel. ``text`` is what a notification shows."""
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": outline.headline[:150]}},
        _context(f"{_plain(outline.over)}. {_plain(outline.basis)}"),
        _section("   ".join(f"{_plain(title)} *{_plain(says)}*" for title, says in outline.figures)),
    ]
    for number, part in enumerate(outline.parts, 1):
        blocks.append({"type": "divider"})
        head = f"*{number}. {_plain(part.title)}* ({part.minutes} minutes)"
        blocks.append(_section("\n".join(filter(None, (head, _plain(part.sentence), *_lines(outline, part))))))
        if part is outline.five:
            blocks += [_section(_discussed(place, each)) for place, each in enumerate(outline.discussed, 1)]
    blocks.append(_context(_plain(outline.unchanged)))
    button = {"type": "button", "text": {"type": "plain_text", "text": "Open the review"}}
    blocks.append({"type": "actions", "elements": [button | {"url": f"{address.rstrip('/')}/reviews/{week}"}]})
    return {"text": _plain(outline.headline), "blocks": blocks[:MOST_BLOCKS], "unfurl_links": False}


def _lines(outline: Outline, part: Part) -> Iterable[str]:
    if part is outline.work:
        for bar in outline.bars:
            yield f"\u2022 {_plain(bar.part)}: {bar.says[0]} of the potential, {bar.says[1]} of our creating work"
    yield from _rows(part.rows)
    for title, rows in part.more:
        yield f"_{_plain(title)}_"
        yield from _rows(rows)


def _rows(rows: tuple[Row, ...]) -> Iterable[str]:
    for row in rows[:MOST_ROWS]:
        says = (f"\u2022 {_linked(row.account, row.url)}", _plain(row.says), _plain(row.beside))
        yield " ".join(filter(None, (*says, row.state and f"*{_plain(row.state)}*")))
    if len(rows) > MOST_ROWS:
        yield f"{len(rows) - MOST_ROWS} more in the review"


def _discussed(place: int, each: Discussed) -> str:
    flags = f" _{_plain(', '.join(each.flags))}_" if each.flags else ""
    head = f"{place}. {_linked(each.account, each.url)} *{_plain(each.money)}* {_plain(each.posture)}{flags}"
    return f"{head}\n{_plain(each.why)}\n>{_plain(each.move)} Owner: {_plain(each.owner)}."


def _linked(name: str, url: str | None) -> str:
    # A bar would end the address of a link.
    shown = _plain(name[:MOST_OF_A_NAME])
    return f"<{url}|{shown.replace('|', '/')}>" if url else f"*{shown}*"


def _plain(text: str) -> str:
    """Text that calls nobody and formats nothing by angle brackets."""
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split())


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _marked(text)}


def _context(text: str) -> dict[str, Any]:
    return {"type": "context", "elements": [_marked(text)]}


def _marked(text: str) -> dict[str, Any]:
    if len(text) > MOST_LETTERS:
        # Between two lines: half a link is none, and may swallow what follows.
        text = text[:MOST_LETTERS].rpartition("\n")[0] + "\n\u2026"
    return {"type": "mrkdwn", "text": text, "verbatim": True}
