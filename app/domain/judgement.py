"""Judge one account at an instant: state, answers, both axes, posture, findings and flags.

The only place a judgement is made; every surface reads what this returns. It has no memory: equal rows,
surroundings, policy and instant give an equal assessment.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache, partial
from types import ModuleType

from app.domain import terms
from app.domain.aim import AimNow, aim_of
from app.domain.axes import AxisNow, effectiveness, efficiency, not_judged
from app.domain.dossier import Dossier, prepare
from app.domain.findings import Case, Cure, Finding, Step
from app.domain.flags import StandingFlag, stands
from app.domain.kept import kept
from app.domain.lines.all_lines import Lines, lines_of
from app.domain.money import Results, value_at_stake
from app.domain.policy import Policy
from app.domain.rows import AccountRows
from app.domain.rules import (
    capture_gap,
    champion_quiet,
    change_without_leadership,
    led_untidy,
    managed_not_led,
    neglected,
    no_decision_maker,
    order_taking,
    overdue_work,
    proposal_without_support,
    single_threaded,
    slow_quotes,
    slow_replies,
    stuck_opportunity,
    wrong_company,
)
from app.domain.standing import Standing
from app.domain.state import NOT_JUDGED, state_of
from app.domain.surroundings import Surroundings, days_looked_at
from app.domain.value import value

FLAG_RULES: tuple[ModuleType, ...] = (
    managed_not_led,
    neglected,
    led_untidy,
    single_threaded,
    proposal_without_support,
    order_taking,
    change_without_leadership,
)
OTHER_RULES: tuple[ModuleType, ...] = (
    no_decision_maker,
    champion_quiet,
    slow_quotes,
    slow_replies,
    overdue_work,
    stuck_opportunity,
    wrong_company,
)
POSTURES: dict[tuple[terms.Verdict, terms.Verdict], terms.Posture] = {
    ("yes", "yes"): "led",
    ("yes", "no"): "managed_only",
    ("no", "yes"): "led_untidy",
    ("no", "no"): "neglected",
}
"""Efficiency, then effectiveness."""
ADVICE: dict[tuple[terms.Aim, terms.Posture], terms.Advice] = {
    ("grow", "led"): "keep",
    ("grow", "managed_only"): "lead_more",
    ("grow", "led_untidy"): "manage_more",
    ("grow", "neglected"): "rescue",
    ("keep", "managed_only"): "keep",
}
MOST_CURES = 5


@value
class Priority:
    """Money at stake times how far the account falls short."""

    value: float | None
    assumed: bool
    """True where nothing tells the value and the tier's median stands in."""
    shortfall: float

    @property
    def weight(self) -> float:
        return (self.value or 0.0) * self.shortfall


@value
class Busyness:
    """How busy we are with an account: days of two-way contact in the window, and what they were for."""

    contact_days: int
    creating_days: int
    last_contact_on: date | None
    deals_we_started: int
    """Opportunities made in the efficiency window that we started."""


@value
class Assessment:
    account_id: int
    as_of: datetime
    state: terms.State
    aim: AimNow
    posture: terms.Posture
    axes: tuple[AxisNow, AxisNow] | None
    """Effectiveness, efficiency; None for an account that is not judged."""
    advice: terms.Advice | None
    results: Results
    priority: Priority
    findings: tuple[Finding, ...]
    flags: tuple[StandingFlag, ...]
    busyness: Busyness
    fit: float | None
    """0 to 100, as recorded or by the policy's rules."""
    lines: Lines | None
    """None for an account that is not judged."""

    @property
    def would_settle(self) -> list[str]:
        return [question for axis in self.axes or () for question in axis.would_settle]


def judge_account(rows: AccountRows, surroundings: Surroundings, policy: Policy, as_of: datetime) -> Assessment:
    return judge_dossier(prepare(rows, policy), surroundings, policy, as_of)


def judge_dossier(dossier: Dossier, surroundings: Surroundings, policy: Policy, as_of: datetime) -> Assessment:
    """The same from rows that were already read."""
    now = Look(dossier, surroundings, policy, as_of)
    case = now.case
    judged = now.state not in NOT_JUDGED
    tried: dict[Step, Case] = {}
    return Assessment(
        account_id=dossier.account.id,
        as_of=as_of,
        state=now.state,
        aim=now.aim,
        posture=case.posture,
        axes=(case.effectiveness, case.efficiency) if judged else None,
        advice=ADVICE.get((case.aim, case.posture)),
        results=now.standing.results,
        priority=_priority(case, judged),
        findings=tuple(_with_cures(case, surroundings, rule, tried) for rule in now.holding) if judged else (),
        flags=_flags(dossier, surroundings, policy, as_of) if now.state == "assessed" else (),
        busyness=_busyness(now.standing),
        fit=policy.fit_of(dossier.account),
        lines=lines_of(now.standing) if judged else None,
    )


class Look:
    """The account seen at one instant."""

    def __init__(self, dossier: Dossier, surroundings: Surroundings, policy: Policy, as_of: datetime) -> None:
        self.standing = Standing(dossier, surroundings, policy, as_of)

    @kept
    def state(self) -> terms.State:
        return state_of(self.standing)

    @kept
    def aim(self) -> AimNow:
        return aim_of(self.standing)

    @kept
    def is_thin(self) -> bool:
        return self.standing.records_of_work < self.standing.policy.lines.thin_file

    @kept
    def case(self) -> Case:
        if self.is_thin or self.state in NOT_JUDGED:
            axes = not_judged(self.standing)
        else:
            axes = effectiveness(self.standing), efficiency(self.standing)
        return Case(self.standing, *axes, posture_of(*axes), self.aim.value)

    @property
    def rules(self) -> Sequence[ModuleType]:
        return (capture_gap,) if self.is_thin else (*FLAG_RULES, *OTHER_RULES)

    @kept
    def holding(self) -> list[ModuleType]:
        """The rules that hold, in alphabetical order."""
        held = (rule for rule in self.rules if rule.find(self.case))
        return sorted(held, key=lambda rule: str(rule.CODE))

    def holds(self, rule: ModuleType) -> bool:
        if self.state != "assessed" or self.is_thin is not (rule is capture_gap):
            return False
        return rule.find(self.case) is not None


def posture_of(effective: AxisNow, efficient: AxisNow) -> terms.Posture:
    posture = POSTURES.get((efficient.verdict, effective.verdict), "not_known")
    creates = effective.answer("business_created").verdict != "no"
    return "managed_only" if posture == "led" and not creates else posture


def _priority(case: Case, judged: bool) -> Priority:
    standing = case.standing
    axes = (case.effectiveness, case.efficiency)
    shortfall = max(0.0, *(axis.line - axis.low for axis in axes)) if judged else 0.0
    value = value_at_stake(standing.results, standing.account, standing.today, standing.policy)
    if value is None:
        return Priority(standing.day.tier_values.get(standing.tier or ""), True, shortfall)
    return Priority(value, False, shortfall)


def _busyness(standing: Standing) -> Busyness:
    since = standing.since(standing.policy.windows.work)
    creating = {
        standing.day_of(touch.at) for touch in standing.touches if touch.activity.dimension in ("effectiveness", "both")
    }
    return Busyness(
        contact_days=standing.contact_days,
        creating_days=len(creating),
        last_contact_on=max(
            (standing.day_of(touch.at) for touch in standing.dossier.touches if touch.settled_at <= standing.as_of),
            default=None,
        ),
        deals_we_started=sum(
            1
            for deal in standing.opportunities
            if standing.starter(deal).who == "us" and deal.file.created_at and deal.file.created_at >= since
        ),
    )


def _flags(dossier: Dossier, surroundings: Surroundings, policy: Policy, as_of: datetime) -> tuple[StandingFlag, ...]:
    _, *mondays = days_looked_at(as_of, policy)
    starts = Standing(dossier, surroundings, policy, as_of).starts

    @cache
    def look(position: int) -> Look:
        return Look(dossier, surroundings, policy, starts(mondays[position]))

    @cache
    def held(rule: ModuleType, position: int) -> bool:
        return look(position).holds(rule)

    found = []
    for rule in (*FLAG_RULES, capture_gap):
        opened_on = stands(partial(held, rule), mondays, policy.flags.running)
        if opened_on:
            found.append(StandingFlag(str(rule.CODE), opened_on))
    return tuple(sorted(found, key=lambda flag: flag.code))


def try_step(case: Case, surroundings: Surroundings, step: Step) -> Case:
    """The account as it would stand with one step done."""
    standing = case.standing
    dossier = prepare(step.apply(standing.dossier.rows), standing.policy, standing.dossier)
    return Look(dossier, surroundings, standing.policy, standing.as_of).case


def is_cleared(rule: ModuleType, before: Case, after: Case) -> bool:
    """Whether a rule that held does so no more, and not only because less is known."""
    return (before.posture == "not_known" or after.posture != "not_known") and rule.find(after) is None


def _with_cures(case: Case, surroundings: Surroundings, rule: ModuleType, tried: dict[Step, Case]) -> Finding:
    """``tried`` keeps what each step came to: several findings may ask for the same one."""
    finding: Finding = rule.find(case)
    steps: list[Step] = rule.steps(case) if hasattr(rule, "steps") else []
    for step in steps:
        if step not in tried:
            tried[step] = try_step(case, surroundings, step)
    cures = [_cure(case, rule, finding, step, tried[step]) for step in steps]
    moving = [cure for cure in cures if cure.clears or cure.gain > 0]
    moving.sort(key=lambda cure: (not cure.clears, -cure.gain))
    return replace(finding, cures=tuple(moving[:MOST_CURES]))


def _cure(case: Case, rule: ModuleType, finding: Finding, step: Step, after: Case) -> Cure:
    clears = is_cleared(rule, case, after)
    before, now = (getattr(each, finding.axis) for each in (case, after))
    return Cure(step.code, step.type, step.id, step.number, clears, round(now.low - before.low, 6))
