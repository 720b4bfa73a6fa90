"""What is changing at an account, what is planned for it, and who promised what, as its page shows them."""

from collections.abc import Mapping
from typing import Any

from app.domain.wording.names import PLANS
from app.services.stated_records import OnFile, change_words
from app.surfaces.pages.formats import money, sentence
from app.surfaces.pages.plan_forms import FORMS, form_view, to_begin_with
from app.surfaces.texts.catalogues import N_, _

TRIGGERS = {f"plan_{news}": "other" for news in PLANS} | {"plan_left": "sponsor_left", "plan_renewal": "renewal"}
"""Cure to what sets off the plan that it asks for, where no change is on file."""
PROMISES = {
    "kept": N_("kept"),
    "kept_late": N_("kept late"),
    "broken": N_("not kept"),
    "overdue": N_("overdue"),
    "open": N_("open"),
}


def plans_view(assessment: Mapping[str, Any], on_file: OnFile) -> dict[str, Any]:
    """Each record with what judging says of it, and an empty form for each kind."""
    about, reads, lines = on_file.about, _readings(assessment), assessment["lines"] or {}
    return {
        "sentences": {kind: lines[f"{kind}s"]["sentence"] for kind in ("scenario", "commitment") if lines},
        "told": [each for each in _about_changes(assessment) if each["type"] != "change"],
        "records": {
            kind: [_shown(each, reads.get((kind, each["leadline_id"]))) for each in on_file.records[kind]]
            for kind in FORMS
        },
        "forms": {
            kind: form_view(kind, about, to_begin_with(kind, about), id_=on_file.new_ids[kind]) for kind in FORMS
        },
        "covered": {each["change_id"] for each in on_file.records["scenario"]},
        "potential": money(on_file.potential, on_file.currency or assessment["results"]["currency"])
        if on_file.potential is not None
        else None,
        "somebody": next(iter(about.choices["contact"].values()), _("the sponsor")).partition(",")[0],
    }


def _shown(record: Mapping[str, Any], reads: Any) -> dict[str, Any]:
    said = record["statements"]
    words = change_words(record) if record["type"] == "change" else record.get("what_if") or record.get("what")
    return {
        **record,
        "words": words,
        "reads": reads,
        "first": said[0] if said else None,
        "last": said[-1] if said[1:] else None,
    }


def _readings(assessment: Mapping[str, Any]) -> dict[tuple[str, int], Any]:
    """(record type, number) to what judging says of it."""
    lines = assessment["lines"] or {"news": {"items": ()}, "scenarios": {"items": ()}, "commitments": {"items": ()}}
    # Its own words already say what it is and since when.
    found = {
        (each["type"], each["leadline_id"]): sentence(each["says"].rpartition(": ")[2])
        for each in _about_changes(assessment)
    }
    found |= {("scenario", each["leadline_id"]): each for each in lines["scenarios"]["items"]}
    for each in lines["commitments"]["items"]:
        found["commitment", each["leadline_id"]] = PROMISES[each["code"].partition("_")[2]]
    return found


def _about_changes(assessment: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    axis, lines = assessment["effectiveness"], assessment["lines"]
    asking = [
        each
        for answer in (axis["answers"] if axis else ())
        if answer["question"] == "ready_for_change"
        for each in answer["evidence"]
    ]
    young = [each for each in (lines["news"]["items"] if lines else ()) if each["code"] == "young_change"]
    return [*asking, *young]
