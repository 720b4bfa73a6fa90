"""The weekly review as a Teams message: an Adaptive Card, names as text runs, which read no markup."""

from typing import Any

from app.surfaces.reviews.outline import Discussed, Outline, Part, Row

MOST_ROWS = 6
STATES = {"late": "attention", "done": "good"}


def review_teams(outline: Outline, address: str, week: str) -> dict[str, Any]:
    """The body of an incoming webhook's message."""
    body: list[dict[str, Any]] = [
        _runs(_run(outline.over, isSubtle=True, size="small")),
        _runs(_run(outline.headline, weight="bolder", size="large")),
        _runs(_run(outline.basis, isSubtle=True)),
        {"type": "FactSet", "facts": [{"title": title, "value": says} for title, says in outline.figures]},
    ]
    for number, part in enumerate(outline.parts, 1):
        head = _run(f"{number}. {part.title}  ", weight="bolder", size="medium")
        body.append(
            _runs(head, _run(f"{part.minutes} minutes", isSubtle=True)) | {"separator": True, "spacing": "medium"}
        )
        body += _part(outline, part)
    body.append(_runs(_run(outline.unchanged, isSubtle=True)))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "msteams": {"width": "Full"},
        "fallbackText": outline.headline,
        "body": body,
        "actions": [
            {"type": "Action.OpenUrl", "title": "Open the review", "url": f"{address.rstrip('/')}/reviews/{week}"}
        ],
    }
    return {
        "type": "message",
        "attachments": [
            {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
        ],
    }


def _part(outline: Outline, part: Part) -> list[dict[str, Any]]:
    body = [_runs(_run(part.sentence))] if part.sentence else []
    if part is outline.five:
        body += [_discussed(place, each) for place, each in enumerate(outline.discussed, 1)]
    if part is outline.work:
        says = "{} of the potential, {} of our creating work"
        facts = [{"title": bar.part, "value": says.format(*bar.says)} for bar in outline.bars]
        body += [{"type": "FactSet", "facts": facts}] if facts else []
    body += _rows(part.rows)
    for title, rows in part.more:
        body += [_runs(_run(title, weight="bolder")), *_rows(rows)]
    return body


def _rows(rows: tuple[Row, ...]) -> list[dict[str, Any]]:
    body = [
        _runs(
            _named(row.account, row.url),
            _run(f" {row.says} "),
            *([_run(f"{row.beside} ", isSubtle=True)] if row.beside else []),
            *([_run(row.state, weight="bolder", color=STATES.get(row.state, "default"))] if row.state else []),
        )
        for row in rows[:MOST_ROWS]
    ]
    if len(rows) > MOST_ROWS:
        body.append(_runs(_run(f"{len(rows) - MOST_ROWS} more in the review", isSubtle=True)))
    return body


def _discussed(place: int, each: Discussed) -> dict[str, Any]:
    flags = [_run(f"  {', '.join(each.flags)}", isSubtle=True)] if each.flags else []
    head = _runs(_run(f"{place}. "), _named(each.account, each.url), _run(f" {each.money} ", weight="bolder"),
                 _run(each.posture), *flags)  # fmt: skip
    move = _runs(_run("A move: ", isSubtle=True), _run(f"{each.move} "), _run(f"Owner: {each.owner}.", isSubtle=True))
    return {"type": "Container", "items": [head, _runs(_run(each.why)), move]}


def _named(name: str, url: str | None) -> dict[str, Any]:
    return _run(name, weight="bolder", **({"selectAction": {"type": "Action.OpenUrl", "url": url}} if url else {}))


def _run(text: str, **looks: Any) -> dict[str, Any]:
    return {"type": "TextRun", "text": text, **looks}


def _runs(*runs: dict[str, Any]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": list(runs)}
