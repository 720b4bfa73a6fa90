"""How sure a rate, a difference and a ratio of rates are, at 95 %.

Rates: Clopper and Pearson (1934), exact. Where an account counts several times its cases are not
independent: the number of cases is first brought down to the number of independent ones that would be as
sure (Korn and Graubard, 1998). Differences: Newcombe (1998), method 10. Ratios: Donner and Zou (2012). Both
build on the limits of the two rates.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, inf, lgamma, log, log1p, sqrt

FEWEST, FEWEST_ACCOUNTS = 20, 10
"""Under so many cases, or accounts they belong to, no share is given."""
TAIL = 0.025
STEPS = 50
TINY = 1e-300
Case = tuple[int, bool]
"""The account it belongs to, and whether it happened."""


@dataclass(frozen=True, slots=True)
class Span:
    """A number and the limits between which it lies with 95 % confidence; ``high`` is infinite where there is none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """In how many of the cases it happened. ``share`` is None where they are too few to say."""

    yes: int
    of: int
    accounts: int
    share: Span | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One group of cases against the others; None where either has too few."""

    group: Rate
    others: Rate
    difference: Span | None
    """Share of the group less share of the others."""
    lift: Span | None
    """Share of the group by share of the others."""


def compare(group: Iterable[Case], others: Iterable[Case]) -> Comparison:
    one, other = rate_of(group), rate_of(others)
    if one.share is None or other.share is None:
        return Comparison(one, other, None, None)
    return Comparison(one, other, difference(one.share, other.share), ratio(one.share, other.share))


def rate_of(cases: Iterable[Case]) -> Rate:
    of_account: dict[int, list[bool]] = defaultdict(list)
    for account, happened in cases:
        of_account[account].append(happened)
    clusters = list(of_account.values())
    of, yes = sum(map(len, clusters)), sum(map(sum, clusters))
    if of < FEWEST or len(clusters) < FEWEST_ACCOUNTS:
        return Rate(yes, of, len(clusters), None)
    share = yes / of
    independent = _independent(clusters, share, of)
    return Rate(yes, of, len(clusters), Span(share, *exact_limits(share * independent, independent)))


def _independent(clusters: Sequence[Sequence[bool]], share: float, of: int) -> float:
    """The number of independent cases that would be as sure; all of them where each account counts once."""
    spread = sum((sum(cluster) - share * len(cluster)) ** 2 for cluster in clusters)
    if not spread:
        return float(len(clusters))
    return min(float(of), share * (1 - share) * of**2 / spread)


@lru_cache(maxsize=4096)
def exact_limits(yes: float, of: float) -> tuple[float, float]:
    """Clopper and Pearson's limits of the share ``yes`` / ``of``; ``of`` is over 0, both may be broken numbers."""
    no = of - yes
    low = 0.0 if yes <= 0 else _beta_quantile(TAIL, yes, no + 1)
    high = 1.0 if no <= 0 else _beta_quantile(1 - TAIL, yes + 1, no)
    return low, high


def difference(one: Span, other: Span) -> Span:
    value = one.value - other.value
    low = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Span(value, max(-1.0, value - low), min(1.0, value + high))


def ratio(one: Span, other: Span) -> Span | None:
    """None where it never happened in the others."""
    if not other.value:
        return None
    product = one.value * other.value
    low = _limit(product, one.low * (2 * one.value - one.low), other.high * (2 * other.value - other.high), -1)
    high = _limit(product, one.high * (2 * one.value - one.high), other.low * (2 * other.value - other.low), 1)
    return Span(one.value / other.value, max(0.0, low), high)


def _limit(product: float, above: float, below: float, side: int) -> float:
    """A root of below x² - 2 product x + above = 0."""
    if abs(below) < TINY:
        return inf if side > 0 else above / (2 * product) if product else 0.0
    return (product + side * sqrt(max(0.0, product**2 - above * below))) / below


def _beta_quantile(share: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _beta_share(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz)."""
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(1 - x, b, a)
    if x <= 0:
        return 0.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    result, c, d = 1.0, 1.0, 0.0
    for step in range(2000):
        half = step // 2
        if step == 0:
            numerator = 1.0
        elif step % 2:
            numerator = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            numerator = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        d = 1 / ((1 + numerator * d) or TINY)
        c = (1 + numerator / c) or TINY
        result *= c * d
        if abs(1 - c * d) < 1e-13:
            break
    return front * (result - 1)
