"""An assessment as plain values, the way it is stored: codes, ids and numbers, no sentences, no names.

Records are named by Leadline's own number (``ref``); names and sentences are put in when it is read.
"""

from typing import Any

from app.domain.answers import Answer, Evidence
from app.domain.axes import AxisNow
from app.domain.findings import Finding
from app.domain.judgement import Assessment
from app.domain.lines.all_lines import stored

MOST_EVIDENCE = 50
SHOWN_DECIMALS = 1


def body_of(assessment: Assessment, home_currency: str) -> dict[str, Any]:
    axes = assessment.axes
    results, priority, busyness = assessment.results, assessment.priority, assessment.busyness
    return {
        "state": assessment.state,
        "aim": assessment.aim.value,
        "aim_assumed": assessment.aim.assumed,
        "posture": assessment.posture,
        "effectiveness": axis_body(axes[0]) if axes else None,
        "efficiency": axis_body(axes[1]) if axes else None,
        "leadership_needed": axes[0].line if axes else None,
        "advice": assessment.advice,
        "results": {
            "won_365d": results.won_365d,
            "won_before_365d": results.won_before_365d,
            "lost_365d": results.lost_365d,
            "open": results.open,
            "currency": home_currency,
            "not_added": [{"amount": amount, "currency": currency} for amount, currency in results.not_added],
        },
        "priority": {
            "value": priority.value,
            "assumed": priority.assumed,
            "shortfall": round(priority.shortfall, SHOWN_DECIMALS),
        },
        "contact_days": busyness.contact_days,
        "creating_days": busyness.creating_days,
        "last_contact_on": busyness.last_contact_on.isoformat() if busyness.last_contact_on else None,
        "deals_we_started": busyness.deals_we_started,
        "findings": [_finding(finding) for finding in assessment.findings],
        "flags": [{"code": flag.code, "opened_on": flag.opened_on.isoformat()} for flag in assessment.flags],
        "would_settle": assessment.would_settle,
        "fit": assessment.fit,
        "lines": stored(assessment.lines),
    }


def axis_body(axis: AxisNow) -> dict[str, Any]:
    return {
        "verdict": axis.verdict,
        "low": round(axis.low, SHOWN_DECIMALS),
        "high": round(axis.high, SHOWN_DECIMALS),
        "line": axis.line,
        "answers": [answer_body(answer) for answer in axis.answers],
    }


def answer_body(answer: Answer) -> dict[str, Any]:
    scored = answer.is_scored
    low, high = (round(end, SHOWN_DECIMALS) if scored else None for end in (answer.low, answer.high))
    return {
        "question": answer.question,
        "verdict": answer.verdict,
        "score": low if low == high else None,
        "low": low,
        "high": high,
        "yes": answer.yes,
        "of": answer.of,
        "applies": answer.applies,
        "inferred": answer.inferred,
        "reason": answer.reason,
        "evidence": [_evidence(each) for each in answer.evidence[:MOST_EVIDENCE]],
    }


def _evidence(each: Evidence) -> dict[str, Any]:
    return {
        "type": each.type,
        "ref": each.id,
        "code": each.code,
        "on": each.on.isoformat() if each.on else None,
        "number": each.number,
        "counts": each.counts,
        "news": each.news,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "axis": finding.axis,
        "numbers": finding.numbers,
        "evidence": [_evidence(each) for each in finding.evidence[:MOST_EVIDENCE]],
        "cures": [
            {
                "code": cure.code,
                "type": cure.type,
                "ref": cure.id,
                "number": cure.number,
                "clears": cure.clears,
                "gain": round(cure.gain, SHOWN_DECIMALS),
            }
            for cure in finding.cures
        ],
    }
