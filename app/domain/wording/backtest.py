"""What the backtest found, in sentences. A percent is never given under the fewest cases."""

from datetime import date
from math import isfinite

from app.domain.backtest.groups import Group, Kind
from app.domain.backtest.intervals import FEWEST, FEWEST_ACCOUNTS, Comparison, Rate, Span
from app.domain.backtest.single_quotes import QuoteCases
from app.domain.wording.answers import TITLES as QUESTION_TITLES
from app.domain.wording.findings import POSTURES
from app.domain.wording.names import capitalised, count, day, plural

OUTCOMES = {
    "won": "won a deal",
    "lost": "lost a deal",
    "business_created": "business we started",
    "account_lost": "customer lost",
}
MEASURES = {
    "first_quote": ("First quote of a deal", "sent in time", "sent late"),
    "reply": ("A message from a customer", "answered in time", "answered late or not"),
    "next_step": ("An open deal", "a sound next step", "none, or stuck"),
}
CASES: dict[str, tuple[str, str]] = {
    "first_quote": ("quote", "quotes"),
    "reply": ("message", "messages"),
    "next_step": ("deal at a month start", "deals at a month start"),
}
ACCOUNT_CASES = ("account at a month start", "accounts at a month start")
NOTES = (
    "These are associations, not causes: what comes with winning need not bring it about.",
    "Nobody said this then. It is worked out now from facts dated before each month start. What carries no date, "
    "such as titles, roles, owners, tiers and amounts, counts as not known.",
    "After “between” stand the limits within which the true share lies with 95 % confidence. An account that "
    "counts in several months makes them wider.",
    f"Under {FEWEST} cases, or {FEWEST_ACCOUNTS} accounts, we give the count and no percent.",
    "Of twenty comparisons one may look clear by chance alone.",
)


def title(kind: Kind, code: str) -> str:
    if kind == "posture":
        return capitalised(POSTURES[code])
    return QUESTION_TITLES[code] if kind == "answer" else MEASURES[code][0]


def labels(kind: Kind, code: str) -> tuple[str, str]:
    """What the group and the others are called."""
    if kind == "posture":
        return POSTURES[code], "every other posture"
    return ("yes", "no") if kind == "answer" else MEASURES[code][1:]


def outcome_title(group: Group, outcome: str) -> str:
    return "the deal was won" if group.kind == "measure" and group.code != "reply" else OUTCOMES[outcome]


def comparison_sentence(group: Group, pair: Comparison) -> str:
    """In time: 49 % of 850 quotes (between 46 and 52 %). Late: ..."""
    cases = CASES.get(group.code, ACCOUNT_CASES) if group.kind == "measure" else ACCOUNT_CASES
    one, other = labels(group.kind, group.code)
    said = [
        f"{capitalised(label)}: {rate_words(rate, cases)}{f' ({limits(rate)})' if rate.share else ''}."
        for label, rate in ((one, pair.group), (other, pair.others))
    ]
    return " ".join([*said, lift_words(pair)]).strip()


def rate_words(rate: Rate, cases: tuple[str, str] = ("case", "cases")) -> str:
    """49 % of 850 quotes; or how few there are."""
    if rate.share is not None:
        return f"{100 * rate.share.value:.0f} % of {plural(rate.of, *cases)}"
    if rate.of == 0:
        return "no case"
    spread = f" of {plural(rate.accounts, 'account')}" if rate.accounts < rate.of else ""
    return f"too few to say: {plural(rate.of, *cases)}{spread}"


def limits(rate: Rate) -> str:
    """Empty where there are too few cases."""
    if rate.share is None:
        return ""
    return f"between {100 * rate.share.low:.0f} and {100 * rate.share.high:.0f} %"


def lift_words(pair: Comparison) -> str:
    """How much more often it happened, and how sure that is; empty where there are too few cases."""
    if pair.difference is None:
        return ""
    points = f"{_signed(pair.difference.value)} points, between {_signed(pair.difference.low)} and "
    points += _signed(pair.difference.high)
    if pair.difference.low <= 0 <= pair.difference.high:
        return f"No clear difference ({points})."
    how = "Clearly more often" if pair.difference.value > 0 else "Clearly less often"
    times = f"{_times(pair.lift)}; " if pair.lift else ""
    return f"{how}: {times}{points}."


def _times(lift: Span) -> str:
    high = _ratio(lift.high) if isfinite(lift.high) else "any number"
    return f"{_ratio(lift.value)} times as often, between {_ratio(lift.low)} and {high}"


def _ratio(value: float) -> str:
    """More decimals where two would say 1.00 of what is not 1."""
    return f"{value:.3f}" if value != 1 and round(value, 2) == 1 else f"{value:.2f}"


def _signed(share: float) -> str:
    """Points with their sign; one decimal where none would say 0 of what is not 0."""
    points = round(100 * share) or round(100 * share, 1)
    return f"{points:+}".replace("-", "\N{MINUS SIGN}") if points else "0"


def month_sentence(judged: int, is_over: bool, until: date, known_until: date) -> str:
    if not judged:
        return "nothing on file to judge"
    if is_over:
        return f"counted; looked at until {day(until)}"
    return f"not counted: records end on {day(known_until)}, before {day(until)}"


def headline(months_counted: int, months: int, cases: int, accounts: int) -> str:
    if not months_counted:
        return "No month can be counted yet: what came after is not all on record."
    of = f"{count(months_counted)} of {plural(months, 'month')}" if months_counted < months else plural(months, "month")
    return f"{of} looked back at: {plural(accounts, 'account')}, judged {plural(cases, 'time')}."


def draft_sentence(changed: int, of: int) -> str:
    """What looking back says of a draft, against the policy in force."""
    if not of:
        return "Looking back has nothing to compare yet."
    if not changed:
        return f"Looking back says the same under the draft, in all {plural(of, 'comparison')}."
    return f"Under the draft, looking back says something else in {count(changed)} of {plural(of, 'comparison')}."


def horizon(days: int) -> str:
    return f"within {plural(days, 'day')} of the month start"


def scope(quotes: QuoteCases, zone: str) -> str:
    """Quotes do not hang on a month start."""
    asked = f"asked for {day(quotes.first_on)} to {day(quotes.last_on)}"
    return f"all deals closed by {day(quotes.closed_by)}, {asked}, office hours of {zone}"


def false_green_sentence(name: str, said_on: date, deal: str | None, amount: str, lost_on: date | None) -> str:
    """Vega: led on 1 Mar 2026, lost “New hall” (120,000 EUR) on 3 Apr 2026."""
    when = f" on {day(lost_on)}" if lost_on else ""
    lost = f"lost “{deal}”{amount}{when}" if deal else f"left{when}" if lost_on else "silent since"
    return f"{name}: led on {day(said_on)}, {lost}."
