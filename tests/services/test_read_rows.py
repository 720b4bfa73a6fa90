"""Each row becomes a record, or is refused with the field and the reason; good rows never suffer from bad ones."""

import json
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from app.errors import Problem
from app.services.read_rows import Row, read_rows


def rows(text: str | bytes, form: str = "ndjson", type_: str | None = None, zone: str | None = None) -> list[Row]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_rows(BytesIO(data), form, type_, ZoneInfo(zone) if zone else None))  # type: ignore[arg-type]


def refusal(text: str | bytes, **more: str) -> tuple[str, str]:
    """Field and code of the one refused row."""
    (row,) = rows(text, **more)
    assert row.incoming is None
    return row.errors[0].field, row.errors[0].code


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ("nonsense", "", "not_json"),
        ("[1]", "", "not_an_object"),
        ('{"type":"account","id":"1","name":"a","name":"b"}', "name", "duplicate_key"),
        ('{"type":"account","id":"1","fit":NaN}', "", "not_json"),
        ('{"type":"account","id":"1","fit":1e400}', "fit", "finite_number"),
        ('{"type":"account","id":"1","employees":' + "9" * 5000 + "}", "", "number_too_long"),
        ('{"type":"account","id":"1","employees":9223372036854775808}', "employees", "less_than_equal"),
        ('{"type":"account","id":"1","name":"a\\u0000b"}', "name", "value_error"),
        ('{"type":"account","id":"1","name":"a\\ud800b"}', "name", "string_unicode"),
        ('{"type":"account","id":"' + "x" * 201 + '"}', "id", "string_too_long"),
        ('{"type":"account","id":"1","employees":true}', "employees", "value_error"),
        ('{"type":"account","id":"1","created_at":"1700000000"}', "created_at", "value_error"),
        ('{"type":"account","id":"1","renewal_on":"20260101"}', "renewal_on", "value_error"),
        ('{"type":"account"}', "id", "missing"),
        ('{"type":"account","id":"a/b"}', "id", "value_error"),
        ('{"type":"account","id":"1","aim":"win"}', "aim", "literal_error"),
        ('{"type":"account","id":"1","created_at":"2026-01-01T10:00:00"}', "created_at", "value_error"),
        ('{"type":"account","id":"1","created_at":"0001-01-01T00:00:00+14:00"}', "created_at", "value_error"),
        ('{"type":"account","id":"1","created_at":"9999-12-31T23:59:59-14:00"}', "created_at", "value_error"),
        ('{"type":"deal","id":"1"}', "type", "unknown_type"),
        ('{"type":["account"],"id":"1"}', "type", "unknown_type"),
        ('{"id":"1"}', "type", "unknown_type"),
        ('{"type":"account","id":"1","patch":"yes"}', "patch", "bool_type"),
        ('{"type":"activity","id":"1","patch":true,"kind":null}', "kind", "literal_error"),
        ('{"type":"scenario","id":"1","account_id":"a","what_if":"?","options":[{}]}', "options/0/what", "missing"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_field_and_reason(row: str, field: str, code: str) -> None:
    assert refusal(row) == (field, code)
    assert refusal(f"[{row}]", form="json") == (field, code)


def test_rows_too_deep_too_long_or_not_utf8_are_refused_and_the_others_kept() -> None:
    good = b'{"type":"account","id":"1"}'
    bad = [b"[" * 200_000 + b"]" * 200_000, b'{"type":"account","id":"' + b"x" * 10_000_000 + b'"}', b'{"id":"\xff"}']
    found = rows(b"\n".join([good, *bad, good]))
    assert [row.errors[0].code if row.errors else "good" for row in found] == [
        "good", "too_deep", "line_too_long", "not_utf8", "good"
    ]  # fmt: skip


def test_a_refusal_names_the_id_when_it_can_be_read() -> None:
    assert rows('{"type":"account","id":7,"fit":101}')[0].id == "7"
    assert rows('{"type":"account","id":"7","id":"7"}')[0].id == "7"
    assert rows('{"type":"account","id":"\\ud800"}')[0].id is None


def test_a_refusal_never_repeats_what_was_sent() -> None:
    secret = "hunter2"
    (row,) = rows(json.dumps({"type": "account", "id": "1", "aim": secret, "fit": secret, "created_at": secret}))
    assert len(row.errors) == 3
    assert secret not in repr(row.errors)


def test_a_row_is_a_put_and_with_patch_changes_only_what_it_names() -> None:
    put, patch = rows(
        '{"type":"activity","id":"1","kind":"call"}\n{"type":"activity","id":"1","patch":true,"body":null}'
    )
    assert put.incoming is not None
    assert put.incoming.given is None
    assert patch.incoming is not None
    assert patch.incoming.is_patch
    assert patch.incoming.given == {"id", "body"}


def test_unknown_fields_are_kept_out_and_named() -> None:
    row = json.dumps(
        {
            "type": "scenario",
            "id": "1",
            "account_id": "a",
            "what_if": "?",
            "mood": 1,
            "options": [{"what": "x", "how": 1}],
        }
    )
    assert rows(row)[0].unknown == ("mood", "options/how")


def test_a_zone_gives_naive_instants_their_meaning() -> None:
    (row,) = rows('{"type":"account","id":"1","created_at":"2026-07-01T10:00:00"}', zone="Europe/Amsterdam")
    assert row.incoming is not None
    assert row.incoming.record.model_dump(mode="json")["created_at"] == "2026-07-01T08:00:00Z"


def test_a_csv_leaves_alone_what_it_has_no_column_for_and_clears_what_is_empty() -> None:
    text = "id,kind,contact_ids,needs_answer,mood\n1,call,c1; c2,yes,\n2,email,,0,glad\n"
    first, second = rows(text, form="csv", type_="activity")
    assert first.incoming is not None
    assert first.incoming.given == {"id", "kind", "contact_ids", "needs_answer"}
    fields = first.incoming.record.model_dump()
    assert (fields["contact_ids"], fields["needs_answer"]) == (["c1", "c2"], True)
    assert second.incoming is not None
    assert second.incoming.record.model_dump()["contact_ids"] is None
    assert second.incoming.record.model_dump()["needs_answer"] is False
    assert second.unknown == ("mood",)


def test_csv_rows_that_do_not_fit_the_header_or_the_encoding_are_refused() -> None:
    found = rows(b"id,name\n1\n2,x,y\n3,\xff\n4,good\n5,a\x00b", form="csv", type_="account")
    assert [(row.id, row.errors[0].field, row.errors[0].code) for row in found if row.errors] == [
        ("1", "", "ragged"), ("2", "", "ragged"), ("3", "name", "not_utf8"), ("5", "name", "value_error")
    ]  # fmt: skip
    assert [row.line for row in found] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("text", ["name\nx", "id,id\n1,2", '"id\n', "\x00"])
def test_a_csv_whose_header_cannot_serve_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(Problem):
        rows(text, form="csv", type_="account")


def test_a_csv_cell_may_hold_the_options_of_a_scenario() -> None:
    text = 'id,account_id,what_if,options\n1,a,?,"[{""what"": ""call""}]"\n2,a,?,[oops\n'
    first, second = rows(text, form="csv", type_="scenario")
    assert first.incoming is not None
    assert second.errors[0].field == "options"


def test_a_mended_row_may_come_with_the_columns_we_added() -> None:
    (row,) = rows("id,name,refused_line,refused_field,refused_reason\n1,x,2,fit,no\n", form="csv", type_="account")
    assert row.incoming is not None
    assert row.unknown == ()
