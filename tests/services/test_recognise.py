"""What the files of other CRMs are taken for, by their names and columns."""

import pytest

from app.services.read_rows import csv_columns
from app.services.recognise import likely_type, suggested, type_named
from app.services.split_rows import RawRow


def columns_of(header: str) -> list[str]:
    return csv_columns(RawRow(1, header.split(",")))


@pytest.mark.parametrize(
    ("file_name", "type_"),
    [
        ("deals-12345-1.csv", "opportunity"), ("crm.lead.csv", "opportunity"), ("res.partner (1).csv", "account"),
        ("mail.activity.csv", "activity"), ("all-calls.csv", "activity"), ("My Active Accounts 9-1.csv", "account"),
        ("OpportunityFieldHistory.csv", "field_change"), ("accounts.csv.gz", "account"), ("kunden.csv", "account"),
        ("Ansprechpartner.csv", "contact"), ("report1.csv", None),
    ],
)  # fmt: skip
def test_a_file_by_its_name(file_name: str, type_: str | None) -> None:
    assert type_named(file_name) == type_


@pytest.mark.parametrize(
    ("header", "type_", "file_name", "means"),
    [
        (
            "Deal - ID,Deal - Title,Deal - Status,Deal - Organization ID,Deal - Weather", "opportunity", "",
            ["id", "name", "stage_kind", "account_id", None],
        ),
        ("Id,Company / Id,Amount / Amount", "opportunity", "", [None, "account_id", "amount"]),
        ("External ID,Related Company/External ID,Job Position", "contact", "", ["id", "account_id", "title"]),
        ("Record Id,Account Name.id,Closing Date", "opportunity", "", ["id", "account_id", "expected_close_on"]),
        ("Kundennummer,Firma,Jahresumsatz,Geändert am", "account", "", ["id", "name", "revenue", "updated_at"]),
        ("Record ID,First Name,Last Name", "contact", "", ["id", "name", "name"]),
        ("ID,NAME,FIRSTNAME,LASTNAME", "contact", "", [None, None, None, None]),
    ],
)  # fmt: skip
def test_columns_by_their_names(header: str, type_: str, file_name: str, means: list[str | None]) -> None:
    names = columns_of(header)
    assert [suggested(type_, names, file_name).get(name) for name in names] == means


def test_what_every_row_is() -> None:
    assert suggested("activity", columns_of("ID,SUBJECT"), "Event.csv") == {"every row: meeting": "kind"}
    assert suggested("activity", columns_of("Id,Call direction"))["every row: call"] == "kind"
    assert "every row: call" not in suggested("activity", columns_of("Id,Kind,Call direction"))
    history = suggested("field_change", columns_of("ID,OPPORTUNITYID,STAGENAME"))
    assert (history["every row: opportunity"], history["every row: stage"]) == ("record_type", "field")


def test_columns_that_speak_of_nothing_are_taken_for_accounts() -> None:
    assert likely_type(["colour", "taste"]) == "account"
