"""Each story of the demo company comes out as it is told, through the ordinary import and judgement."""

from datetime import UTC, date, datetime, time

import pytest

from app.demo.company import demo_records, stories
from app.domain.dossier import prepare
from app.domain.facts import observe
from app.domain.judgement import judge_dossier
from app.domain.surroundings import survey
from app.models.gathering import gather
from app.services.policies import default_policy
from tests.sending import Crm, put

TOLD = [story for story in stories() if "expect" in story]
DAYS = [date(2026, 11, 22), date(2026, 2, 28), date(2027, 1, 4)]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def company(request, new_sqlite_database):
    """The assessment of each account, by name."""
    policy = default_policy()
    as_of = datetime.combine(request.param, time(8), UTC)
    with new_sqlite_database() as engine, engine.begin() as connection:
        crm = Crm(connection)
        crm.send(*(put(record["type"], **_fields(record)) for record in demo_records(request.param)), at=as_of)
        dossiers = [prepare(rows, policy) for rows in gather(connection, crm.workspace_id, None, None)]
        names = {row["leadline_id"]: row["name"] for row in crm.rows("account").values()}
    surroundings = survey((observe(dossier, policy) for dossier in dossiers), policy, as_of)
    return {names[d.account.id]: judge_dossier(d, surroundings, policy, as_of) for d in dossiers}


def _fields(record):
    return {name: value for name, value in record.items() if name != "type"}


@pytest.mark.parametrize("story", TOLD, ids=lambda story: story["name"])
def test_the_story_comes_out_as_told(company, story):
    assessment, expected = company[story["name"]], story["expect"]
    flags = {flag.code for flag in assessment.flags}
    assert assessment.state == expected.get("state", "assessed"), story["because"]
    assert assessment.posture == expected.get("posture", assessment.posture), story["because"]
    assert set(expected.get("flags", ())) <= flags, story["because"]
    if expected.get("flags") == []:
        assert not flags, story["because"]


def test_there_is_an_account_of_each_posture(company):
    postures = [assessment.posture for assessment in company.values() if assessment.state == "assessed"]
    for posture in ("led", "managed_only", "led_untidy", "neglected", "not_known"):
        assert postures.count(posture) >= 3, posture


def test_the_busiest_account_is_the_best_served_and_heads_the_list(company):
    first = max(company, key=lambda name: company[name].priority.weight)
    assert first == "Aldermere Dairies"
    assert first == max(company, key=lambda name: company[name].busyness.contact_days)
    assert company[first].busyness.contact_days >= 40
    assert company[first].axes[1].low == 100


def test_three_of_the_five_busiest_have_no_opportunity_we_started_in_180_days(company):
    busiest = sorted(company.values(), key=lambda judged: judged.busyness.contact_days, reverse=True)[:5]
    assert sum(not judged.busyness.deals_we_started for judged in busiest) == 3


def test_the_findings_a_story_is_about_are_found(company):
    found = {name: {finding.code for finding in judged.findings} for name, judged in company.items()}
    assert "champion_quiet" in found["Harrow & Vane Confectionery"] & found["Silverpine Creamery"]
    assert "stuck_opportunity" in found["Oakhaven Resins"]
    assert "wrong_company" in found["Wren & Mallow Sodas"]
    assert company["Tamarack Frozen Foods"].results.not_added


def test_the_next_step_put_off_three_times_is_no_next_step(company):
    answer = company["Bellweir Distillers"].axes[1].answer("next_step")
    assert answer.verdict == "no"
