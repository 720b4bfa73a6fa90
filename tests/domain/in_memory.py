"""Rows for judging, straight from canonical records, without a database."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from app.domain import rows as r
from app.domain.dossier import prepare
from app.domain.facts import observe
from app.domain.judgement import Assessment, judge_account
from app.domain.policy import Policy
from app.domain.records import RECORD_TYPES
from app.domain.surroundings import survey
from app.domain.tagging.reading import read_text
from app.domain.tagging.tag import tag_activity
from app.services.language import packs

ROWS: dict[str, type[r.Row]] = {
    "account": r.AccountRow,
    "contact": r.ContactRow,
    "opportunity": r.OpportunityRow,
    "opportunity_contact": r.OpportunityContactRow,
    "quote": r.QuoteRow,
    "activity": r.ActivityRow,
    "commitment": r.CommitmentRow,
    "change": r.ChangeRow,
    "scenario": r.ScenarioRow,
    "field_change": r.FieldChangeRow,
}
LISTS = {
    "contact": "contacts",
    "opportunity": "opportunities",
    "opportunity_contact": "opportunity_contacts",
    "quote": "quotes",
    "activity": "activities",
    "commitment": "commitments",
    "change": "changes",
    "scenario": "scenarios",
    "field_change": "field_changes",
}


class InMemory:
    """A workspace as lists. Ids of one type are unique over all sources, as in the worked examples."""

    def __init__(self, records: Iterable[dict[str, Any]]) -> None:
        self.records = list(records)
        self.ids: dict[tuple[str, str], int] = {}
        self.names: dict[int, str] = {}
        self.sources: dict[str, int] = {}

    def id_of(self, record_type: str, external_id: str) -> int:
        number = self.ids.setdefault((record_type, external_id), len(self.ids) + 1)
        self.names[number] = external_id
        return number

    def account_rows(self, known_at: datetime | None = None) -> list[r.AccountRows]:
        found: dict[int, r.AccountRows] = {}
        rest: list[tuple[str, int | None, r.Row]] = []
        owner_of: dict[tuple[str, int], int] = {}
        for record in self.records:
            row = self._row(record)
            if row is None or (known_at and row.learned_at and row.learned_at > known_at):
                continue
            if isinstance(row, r.AccountRow):
                found[row.id] = r.AccountRows(account=row)
                continue
            account = record.get("account_id")
            account_id = self.id_of("account", account) if account else None
            owner_of[record["type"], row.id] = account_id or 0
            rest.append((record["type"], account_id, row))
        for record_type, account_id, row in rest:
            where = account_id or self._account_of(row, owner_of)
            if where in found:
                getattr(found[where], LISTS[record_type]).append(row)
        for number, one in found.items():
            for other in sorted(self._family(number, found) - {number}):
                one.family_contacts.extend(found[other].contacts)
                one.family.append(r.Relative(found[other].activities))
            one.time_zones.update(self._time_zones())
        return [found[number] for number in sorted(found)]

    def _family(self, number: int, found: dict[int, r.AccountRows]) -> set[int]:
        """The accounts with the same ultimate parent. Circles do not occur here."""

        def ultimate(account: int) -> int:
            parent = found[account].account.parent_id if account in found else None
            return account if parent is None else ultimate(parent)

        return {other for other in found if ultimate(other) == ultimate(number)}

    def _time_zones(self) -> dict[int, str]:
        users = (record for record in self.records if record["type"] == "user" and record.get("time_zone"))
        return {self.id_of("user", user["id"]): user["time_zone"] for user in users}

    def _account_of(self, row: r.Row, owner_of: dict[tuple[str, int], int]) -> int:
        if isinstance(row, r.FieldChangeRow):
            return row.record_id if row.record_type == "account" else owner_of.get((row.record_type, row.record_id), 0)
        if isinstance(row, r.OpportunityContactRow):
            return owner_of.get(("opportunity", row.opportunity_id), 0)
        return 0

    def _row(self, record: dict[str, Any]) -> r.Row | None:
        kind = record["type"]
        if kind not in ROWS:
            return None
        parsed = RECORD_TYPES[kind].model_validate({k: v for k, v in record.items() if k not in ("type", "source")})
        source = record.get("source", "crm")
        values: dict[str, Any] = {**parsed.model_dump()}
        for field, target in type(parsed).references.items():
            if isinstance(values.get(field), list):
                values[field] = tuple(self.id_of(target, each) for each in values[field])
            elif values.get(field):
                values[field] = self.id_of(target, values[field])
        if kind == "field_change":
            values["record_id"] = self.id_of(values["record_type"], values["record_id"])
        if kind == "scenario":
            values["options"] = tuple(
                (self.id_of("user", each["owner_id"]) if each["owner_id"] else None, each["accepted_on"])
                for each in values["options"] or ()
            )
        if kind == "activity":
            values |= {name: () for name in ("contact_ids", "attended_ids", "user_ids") if not values[name]}
            subject, body = read_text(parsed.subject, packs()), read_text(parsed.body, packs())  # type: ignore[attr-defined]
            tag = tag_activity(parsed.model_dump(), subject, body)
            values |= {"purpose": tag.purpose, "dimension": tag.dimension}
            values["acknowledges"] = bool(tag.measures.get("acknowledges"))
        external = values.pop("id")
        row_type = ROWS[kind]
        known = {each.name for each in fields(row_type)}
        return row_type(
            **{name: value for name, value in values.items() if name in known},
            id=self.id_of(kind, external),
            key=f"{source}:{external}",
            source_id=self.sources.setdefault(source, len(self.sources) + 1),
            learned_at=values.get("created_at"),
        )

    def judge(self, account: str, policy: Policy, as_of: datetime, known_at: datetime | None = None) -> Assessment:
        everybody = self.account_rows(known_at)
        surroundings = survey((observe(prepare(rows, policy), policy) for rows in everybody), policy, as_of)
        wanted = self.id_of("account", account)
        one = next(rows for rows in everybody if rows.account.id == wanted)
        return judge_account(one, surroundings, policy, as_of)
