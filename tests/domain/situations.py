"""Worked situations in YAML: reading them, and comparing what came out with what they expect."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from app.services.policies import default_document

HERE = Path(__file__).parents[1] / "cases"
SHARED = Path(__file__).parents[3] / "shared" / "examples"
SCORE_TOLERANCE = 0.5


def situation_files() -> list[Path]:
    return sorted(HERE.glob("*.yaml")) + (sorted(SHARED.glob("*.yaml")) if SHARED.is_dir() else [])


def read_situation(path: Path) -> dict[str, Any]:
    """``with`` names one or more files of records beside it; the situation's own fields of a record win, and
    ``without`` leaves records out by their id."""
    situation: dict[str, Any] = yaml.safe_load(path.read_text())
    beside = situation.get("with", [])
    records: dict[tuple[str, str], dict[str, Any]] = {}
    for name in [beside] if isinstance(beside, str) else beside:
        for record in yaml.safe_load((path.parent / "with" / f"{name}.yaml").read_text())["records"]:
            records[record["type"], record["id"]] = record
    for record in situation.get("records", []):
        key = record["type"], record["id"]
        records[key] = {**records.get(key, {}), **record}
    kept = (record for record in records.values() if record["id"] not in situation.get("without", []))
    situation["records"] = [as_json(record) for record in kept]
    return situation


def policy_document_of(situation: dict[str, Any]) -> dict[str, Any]:
    """The default policy with the situation's own numbers."""
    return _overlaid(default_document(), as_json(situation.get("policy", {})))


def _overlaid(document: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = {
        name: _overlaid(document[name], value)
        if isinstance(value, dict) and isinstance(document.get(name), dict) and "unit" not in document[name]
        else value
        for name, value in own.items()
    }
    return {**document, **merged}


def as_json(value: Any) -> Any:
    """YAML's instants and days as the texts a CRM would send."""
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def instant(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(as_json(value))


def differences(expected: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """What differs between a situation's expectation and an assessment in the form of the REST answer."""
    found = []
    for name in ("state", "posture", "would_settle", "advice"):
        if name in expected and expected[name] != got[name]:
            found.append(f"{name}: expected {expected[name]}, got {got[name]}")
    aim = {"value": got["aim"], "assumed": got["aim_assumed"]}
    if expected.get("aim", aim) != aim:
        found.append(f"aim: expected {expected['aim']}, got {aim}")
    for name in ("findings", "flags"):
        codes = sorted(each["code"] for each in got[name])
        if expected[name] != codes:
            found.append(f"{name}: expected {expected[name]}, got {codes}")
    for part in ("results", "priority"):
        for name, value in expected.get(part, {}).items():
            if got[part].get(name) != value:
                found.append(f"{part}.{name}: expected {value}, got {got[part].get(name)}")
    answers = {each["question"]: each for axis in ("effectiveness", "efficiency") for each in _answers(got, axis)}
    for question, answer in expected.get("answers", {}).items():
        found += _answer_differences(question, answer, answers.get(question))
    for axis in ("effectiveness", "efficiency"):
        if axis in expected:
            found += _axis_differences(axis, expected[axis], got[axis])
    return found


def _answers(got: dict[str, Any], axis: str) -> list[dict[str, Any]]:
    return got[axis]["answers"] if got.get(axis) else []


def _answer_differences(question: str, expected: dict[str, Any], got: dict[str, Any] | None) -> list[str]:
    if got is None:
        return [f"{question}: expected {expected}, got nothing"]
    found = []
    for name in ("verdict", "yes", "of", "applies", "inferred"):
        if name in expected and expected[name] != got[name]:
            found.append(f"{question}.{name}: expected {expected[name]}, got {got[name]}")
    if "score" in expected:
        score = expected["score"]
        low, high = score if isinstance(score, list) else (score, score)
        if abs(got["low"] - low) > SCORE_TOLERANCE or abs(got["high"] - high) > SCORE_TOLERANCE:
            found.append(f"{question}.score: expected {score}, got [{got['low']}, {got['high']}]")
    return found


def _axis_differences(axis: str, expected: dict[str, Any], got: dict[str, Any] | None) -> list[str]:
    if got is None:
        return [f"{axis}: expected {expected}, got nothing"]
    found = []
    if "verdict" in expected and expected["verdict"] != got["verdict"]:
        found.append(f"{axis}.verdict: expected {expected['verdict']}, got {got['verdict']}")
    for name in ("low", "high", "line"):
        if name in expected and abs(expected[name] - got[name]) > SCORE_TOLERANCE:
            found.append(f"{axis}.{name}: expected {expected[name]}, got {got[name]}")
    return found
