"""The lines of evidence of a stored assessment, with names and sentences."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.policy import Policy
from app.domain.wording import lines as words
from app.domain.wording import plans
from app.domain.wording.names import Named

Line = Mapping[str, Any]
WITH_ENTRIES = ("initiative", "pull", "breadth", "commitments")


def lines_mention(lines: Line | None) -> Iterable[tuple[str, int]]:
    """Type and number of every record the lines speak of."""
    if not lines:
        return
    for name in WITH_ENTRIES:
        for each in lines[name]["entries"]:
            yield each["type"], each["ref"]
            if each["person"]:
                yield "contact", each["person"]
    for proposal in lines["line_up"]:
        yield "opportunity", proposal["ref"]
        for supporter in proposal["supporters"]:
            yield "contact", supporter["ref"]
        for number in (*proposal["gained"], *proposal["lost"]):
            yield "contact", number
    # What was kept before there were plans and news has none.
    for scenario in lines.get("scenarios", ()):
        yield "scenario", scenario["ref"]
        for option in scenario["options"]:
            if option["owner_id"]:
                yield "user", option["owner_id"]
    for each in lines.get("news", ()):
        yield each["type"], each["ref"]


def worded_lines(lines: Line | None, named: Named, policy: Policy) -> dict[str, Any] | None:
    if not lines:
        return None
    sentences = {
        "initiative": words.initiative_sentence(lines["initiative"], policy),
        "pull": words.pull_sentence(lines["pull"], policy),
        "breadth": words.breadth_sentence(lines["breadth"], policy),
        "commitments": words.commitments_sentence(lines["commitments"]),
    }
    return {
        **{
            name: {
                **{key: value for key, value in lines[name].items() if key != "entries"},
                "sentence": sentences[name],
                "items": [_entry(each, named) for each in lines[name]["entries"]],
            }
            for name in WITH_ENTRIES
        },
        "line_up": {
            "sentence": words.line_up_sentence(lines["line_up"]),
            "proposals": [_proposal(each, named) for each in lines["line_up"]],
        },
        "scenarios": {
            "sentence": plans.scenarios_sentence(lines.get("scenarios", ())),
            "items": [_scenario(each, named) for each in lines.get("scenarios", ())],
        },
        "news": {
            "sentence": plans.news_sentence(lines.get("news", ())),
            "items": [_news(each, named, policy) for each in lines.get("news", ())],
        },
    }


def _entry(each: Line, named: Named) -> dict[str, Any]:
    return {
        "type": each["type"],
        "id": named.get((each["type"], each["ref"]), {}).get("id"),
        "leadline_id": each["ref"],
        "code": each["code"],
        "on": each["on"],
        "inferred": each["inferred"],
        "says": words.entry_says(each, named),
        **({"seniority": each["seniority"]} if "seniority" in each else {}),
    }


def _proposal(each: Line, named: Named) -> dict[str, Any]:
    return {
        **_called("opportunity", each["ref"], named),
        **{name: each[name] for name in ("holds", "needed", "overdue")},
        "sentence": words.proposal_sentence(each, named),
        "supporters": [
            {
                **_called("contact", supporter["ref"], named),
                **{name: supporter[name] for name in ("senior", "last_on", "if_leaves")},
                "says": words.supporter_says(supporter, each, named),
            }
            for supporter in each["supporters"]
        ],
        **{name: [_called("contact", number, named) for number in each[name]] for name in ("gained", "lost")},
    }


def _scenario(each: Line, named: Named) -> dict[str, Any]:
    return {
        "id": named.get(("scenario", each["ref"]), {}).get("id"),
        "leadline_id": each["ref"],
        **{name: each[name] for name in ("trigger", "trigger_days", "fired", "fired_on", "answered", "answered_on")},
        "sentence": plans.scenario_sentence(each, named),
        "options": [
            {
                "owner": _called("user", option["owner_id"], named) if option["owner_id"] else None,
                "accepted_on": option["accepted_on"],
                "says": plans.option_says(option, each, named),
            }
            for option in each["options"]
        ],
    }


def _news(each: Line, named: Named, policy: Policy) -> dict[str, Any]:
    return {
        "type": each["type"],
        "id": named.get((each["type"], each["ref"]), {}).get("id"),
        "leadline_id": each["ref"],
        **{name: each[name] for name in ("code", "on", "asks_on")},
        "inferred": each["news"] is not None,
        "says": plans.news_says(each, named, policy),
    }


def _called(type_: str, number: int, named: Named) -> dict[str, Any]:
    fields = named.get((type_, number), {})
    return {"id": fields.get("id"), "leadline_id": number, "name": fields.get("name")}
