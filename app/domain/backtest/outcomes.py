"""What happened at an account after an instant, by all that is known today.

Each outcome is yes, no, or None where the records cannot tell, or where it cannot happen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.dossier import Dossier
from app.domain.history import OpportunityFile
from app.domain.money import at_home
from app.domain.policy import Policy
from app.domain.standing import Standing
from app.domain.surroundings import Day

OUTCOMES = ("won", "lost", "business_created", "account_lost")


@dataclass(frozen=True, slots=True)
class Horizon:
    """After ``start``, up to and with ``end``."""

    start: datetime
    end: datetime

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.start < at <= self.end


@dataclass(frozen=True, slots=True)
class Loss:
    """A big deal lost, or, without an opportunity, the account."""

    lost_at: datetime | None
    opportunity_id: int | None
    amount: float | None
    """In home currency."""


def what_happened(
    dossier: Dossier, policy: Policy, horizon: Horizon, day_after: Day, before: Standing
) -> dict[str, bool | None]:
    """``day_after`` are the surroundings at the end; ``before`` is the account as reconstructed at the start."""
    source_id = dossier.account.source_id
    delivers, starters = (day_after.fills(source_id, feed) for feed in ("opportunity", "starter"))
    closed = closed_within(dossier, policy, horizon)
    won = any(file.is_won_today(policy) for file in closed)
    lost = any(not file.is_won_today(policy) for file in closed)
    return {
        "won": (won or None) if not delivers else won,
        "lost": (lost or None) if not delivers else lost,
        "business_created": _created(dossier, policy, horizon) if delivers and starters else None,
        "account_lost": _account_lost(dossier, policy, horizon, day_after, before),
    }


def closed_within(dossier: Dossier, policy: Policy, horizon: Horizon) -> list[OpportunityFile]:
    return [
        file for file in dossier.opportunities if file.is_closed_today(policy) and horizon.holds(file.closed_at(policy))
    ]


def _created(dossier: Dossier, policy: Policy, horizon: Horizon) -> bool | None:
    """Whether a new or expansion deal that we started was made or won."""
    starters = [
        dossier.starters[file.row.id].who
        for file in dossier.opportunities
        if file.row.kind in (None, "new_business", "expansion")
        and (horizon.holds(file.created_at) or (file.is_won_today(policy) and horizon.holds(file.closed_at(policy))))
    ]
    if "us" in starters:
        return True
    return None if None in starters else False


def _account_lost(dossier: Dossier, policy: Policy, horizon: Horizon, day_after: Day, before: Standing) -> bool | None:
    """A customer who became a former one, or fell silent for the policy's days where contact is logged."""
    if not before.is_customer:
        return None
    if left_at(dossier, horizon):
        return True
    if not day_after.capture_works(dossier.account.source_id, dossier.account.id):
        return None
    silence = before.since(0) - before.since(policy.windows.silence)
    spoke_before = any(horizon.start - silence <= touch.at <= horizon.start for touch in dossier.touches)
    spoke_lately = any(horizon.end - silence <= touch.at <= horizon.end for touch in dossier.touches)
    return not spoke_lately if spoke_before else None


def left_at(dossier: Dossier, horizon: Horizon) -> datetime | None:
    """When the account became a former customer."""
    return next(
        (
            change.changed_at
            for change in dossier.field_changes
            if change.record_type == "account"
            and change.field == "relationship"
            and change.new == "former"
            and horizon.holds(change.changed_at)
        ),
        None,
    )


def big_from(dossiers: Iterable[Dossier], policy: Policy, until: datetime) -> float | None:
    """The amount from which a deal is big; None where no amount of a closed deal is known."""
    amounts = sorted(
        amount
        for dossier in dossiers
        for file in dossier.opportunities
        if file.is_closed_today(policy)
        and (closed_at := file.closed_at(policy))
        and closed_at <= until
        and (amount := at_home(file.row, dossier.account, policy)) is not None
    )
    place = min(int(policy.backtest.big_deal * len(amounts)), len(amounts) - 1)
    return amounts[place] if amounts else None


def big_losses(dossier: Dossier, policy: Policy, horizon: Horizon, big: float | None) -> list[Loss]:
    losses = []
    for file in closed_within(dossier, policy, horizon):
        amount = at_home(file.row, dossier.account, policy)
        if not file.is_won_today(policy) and amount is not None and big is not None and amount >= big:
            losses.append(Loss(file.closed_at(policy), file.row.id, amount))
    return losses
