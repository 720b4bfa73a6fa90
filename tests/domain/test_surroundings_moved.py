"""What one account's news does to the surroundings, told by the difference, is what a look over all accounts says."""

from datetime import timedelta
from random import Random

from app.domain.facts import Deal, Facts, Feed
from app.domain.surroundings import Surroundings, concerned, survey
from app.domain.surroundings_moved import flipped, moved, totals_of, totals_to_json
from app.services.policies import default_policy
from tests.properties.workspaces import AS_OF

POLICY = default_policy()
TODAY = AS_OF.toordinal()
FEEDS = ("message", "named_contact", "due_work")


def some_facts(chance: Random, number: int) -> Facts:
    facts = Facts(number, 1, chance.choice("ABC"), chance.choice((None, 1000.0)), None)
    facts.contact = {1: {TODAY - chance.randrange(160) for _ in range(chance.randrange(1, 12))}}
    for name in FEEDS:
        rows = chance.randrange(1, 30)
        facts.feeds[1, name] = Feed(
            rows, chance.randrange(rows + 1), TODAY - chance.randrange(200), chance.random() < 0.1
        )
    facts.deals = [Deal(TODAY - 50, None, False, float(chance.randrange(5)))]
    return facts


def changed(chance: Random, was: Facts) -> Facts:
    """As after one record: most often an activity, sometimes a deal."""
    fresh = some_facts(chance, was.account_id)
    now = Facts(
        was.account_id, was.source_id, was.tier, was.potential, None, dict(was.contact), dict(was.feeds), [], was.deals
    )
    what = chance.randrange(4)
    if what in (0, 1):
        day = TODAY - chance.randrange(120)
        now.contact = {1: was.contact[1] ^ {day}}
    if what in (1, 2):
        name = chance.choice(FEEDS)
        feed = was.feeds[1, name]
        now.feeds[1, name] = Feed(feed.rows + 1, feed.filled + chance.randrange(2), feed.first, feed.undated)
    if what == 3:
        now.deals = fresh.deals
    return now


def test_the_difference_says_what_a_look_over_all_accounts_says() -> None:
    told = others_told = 0
    for turn in range(400):
        chance = Random(turn)
        facts = {number: some_facts(chance, number) for number in range(1, chance.randrange(2, 7))}
        for _ in range(5):
            before, totals = survey(facts.values(), POLICY, AS_OF), totals_of(facts.values())
            number = chance.choice(sorted(facts))
            was, facts[number] = facts[number], changed(chance, facts[number])
            whole = survey(facts.values(), POLICY, AS_OF)
            after = moved(before, totals, was, facts[number], POLICY)
            if after is None:
                continue
            told += 1
            assert after == whole
            assert totals_to_json(totals) == totals_to_json(totals_of(facts.values()))
            others = flipped(before, after)
            if others is not None:
                others_told += bool(others)
                assert set(concerned(before, whole, facts.values())) <= others
    assert told > 1000
    assert others_told > 5


def test_an_account_that_comes_or_goes_counts() -> None:
    chance = Random("comes")
    facts = [some_facts(chance, number) for number in (1, 2, 3)]
    fresh = Facts(4, 1, None, None, None, {1: {TODAY - 3}}, {(1, "message"): Feed(5, 5, TODAY, False)})
    before, totals = survey(facts, POLICY, AS_OF), totals_of(facts)
    after = moved(before, totals, None, fresh, POLICY)
    assert after == survey([*facts, fresh], POLICY, AS_OF)
    assert moved(before, totals, facts[0], None, POLICY) is None


def test_another_day_is_no_difference() -> None:
    facts = [some_facts(Random("day"), 1)]
    one, other = (survey(facts, POLICY, AS_OF + timedelta(days=days)) for days in (0, 1))
    assert isinstance(one, Surroundings)
    assert one.days.keys() != other.days.keys()
