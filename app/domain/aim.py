"""What we mean to do with an account. Not every account should be led."""

from math import isclose

from app.domain import terms
from app.domain.standing import Standing
from app.domain.value import value


@value
class AimNow:
    value: terms.Aim
    assumed: bool
    """True where nobody in the workspace has tiers and the money decided."""


def aim_of(standing: Standing) -> AimNow:
    account, policy = standing.account, standing.policy
    recorded = standing.recorded_aim
    if recorded and not (account.aim_until_on and account.aim_until_on < standing.today):
        return AimNow(recorded, assumed=False)
    if standing.day.anybody_has_tiers:
        return AimNow(policy.aims[standing.tier or "none"], assumed=False)
    line = standing.day.grow_from
    money = standing.results.open + standing.results.won_365d
    grows = line is not None and (money >= line or isclose(money, line))
    return AimNow("grow" if grows else "keep", assumed=True)
