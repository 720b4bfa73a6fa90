"""What one record says, in a few words."""

from collections.abc import Mapping
from typing import Any

from app.domain.wording.names import Named, activity, capitalised, day, deal, happened, person, sender

SAYS = {
    "met_senior": "{person}: spoken to on {on}",
    "met": "{person}: spoken to on {on}",
    "met_senior_in_family": "{person}, of the family: spoken to on {on}",
    "met_in_family": "{person}, of the family: spoken to on {on}",
    "only_person": "{person}: the only one spoken to, last on {on}",
    "support_holds": "{deal}: {people} behind it, and it holds if one of them leaves",
    "support_of_one": "{deal}: {people} behind it, enough for a firm of this size",
    "customer_promise_not_kept": "{deal}: a promise of the customer is not kept",
    "nobody_behind_it": "{deal}: nobody at the customer stands behind it",
    "nobody_senior_behind_it": "{deal}: {people} behind it, nobody senior",
    "stands_on_one_person": "{deal}: stands on one senior person",
    "too_few_behind_it": "{deal}: only {people} behind it",
    "support_missing": "{deal}: {people} behind it",
    "answered": "{change}, noticed {on}: somebody senior met, and a plan is accepted",
    "talked_no_plan": "{change}, noticed {on}: somebody senior met, no plan yet",
    "plan_nobody_senior_met": "{change}, noticed {on}: a plan is accepted, nobody senior met since",
    "unanswered": "{change}, noticed {on}: nobody senior met since, no plan",
    "nobody_reacted": "{change}, noticed {on}: nobody senior met since, no plan",
    "quote_in_time": "quote {id} asked for on {on}: sent in time",
    "quote_late": "quote {id} asked for on {on}: sent late",
    "quote_not_sent": "quote {id} asked for on {on}: not sent yet",
    "quote_sent_again": "quote {id} asked for on {on}: sent again for an error of ours",
    "answered_in_time": "{sender} wrote on {on}: answered in time",
    "answered_late": "{sender} wrote on {on}: answered late",
    "not_answered": "{sender} wrote on {on}: no answer on record",
    "done_in_time": "{activity}, due {on}: done in time",
    "done_late": "{activity}, due {on}: done late",
    "overdue": "{activity}, due {on}: still open",
    "promise_kept": "our promise “{what}”, due {on}: kept",
    "promise_kept_late": "our promise “{what}”, due {on}: kept late",
    "promise_broken": "our promise “{what}”, due {on}: not kept",
    "promise_overdue": "our promise “{what}”, due {on}: still open",
    "next_step_dated": "{deal}: next step on {on}",
    "no_next_step": "{deal}: no next step with a date",
    "next_step_overdue": "{deal}: next step was due {on}",
    "next_step_put_off": "{deal}: next step put off {times}, now due {on}",
    "past_close_date": "{deal}: was to close on {on}",
    "stuck": "{deal}: in the same stage since {on}",
    "asked_for_by_customer": "{deal}: asked for by the customer",
    "champion_left": "{person}: has left",
    "champion_quiet": "{person}: last spoken to on {on}",
}
STARTERS = {
    "us": "started by us",
    "customer": "the customer's idea",
    "partner": "brought by a partner",
    "nobody_knows": "who started it is not recorded",
}

DEALS = {"undated": "when it was won or last moved is not recorded"}


def says(evidence: Mapping[str, Any], named: Named) -> str:
    return capitalised(clause(evidence, named))


def clause(evidence: Mapping[str, Any], named: Named) -> str:
    """As it stands inside a sentence."""
    code, ref = evidence["code"], evidence["ref"]
    if code.startswith(("won_started_by_", "open_started_by_", "undated_started_by_")):
        state, starter = code.split("_started_by_")
        return f"{deal(named, ref)}, {DEALS.get(state, state)}: {STARTERS[starter]}"
    on = day(evidence["on"])
    number = int(evidence["number"] or 0)
    template = SAYS[code]
    if code == "customer_promise_not_kept" and evidence["type"] == "commitment":
        template = "the customer's promise “{what}”, due {on}: not kept"
    if code == "next_step_dated" and not on:
        template = "{deal}: a next step is planned"
    if code == "support_holds" and number == 1:
        template = SAYS["support_of_one"]
    return template.format(
        on=on or "a day not recorded",
        people="1 person" if number == 1 else f"{number or 'no'} people",
        person=person(named, ref),
        deal=deal(named, ref),
        times=f"{number} times",
        change=happened(evidence, named),
        activity=activity(named, ref),
        sender=sender(named, ref),
        id=named.get((evidence["type"], ref), {}).get("id", ""),
        what=str(named.get(("commitment", ref), {}).get("what") or "")[:80],
    )
