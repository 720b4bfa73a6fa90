"""Days, times and amounts as programs of other countries write them."""

import pytest

from app.services.local_cells import converters, order_in

OF_A_DEAL = converters("opportunity", ("amount", "expected_close_on", "closed_at", "name"))
OF_WORK = converters("activity", ("due_at", "contact_ids"))


@pytest.mark.parametrize(
    ("cell", "means"),
    [
        ("235000.5", "235000.5"), ("3.5E8", "3.5E8"), ("1.234,56", "1234.56"), ("12,5", "12.5"), ("-12,50", "-12.50"),
        ("$1,200,000.00", "1200000.00"), ("1,200", "1200"), ("1 200 000,50 €", "1200000.50"), ("EUR 12.50", "12.50"),
        ("1'200.50", "1200.50"), ("1.234.567", "1234567"), ("235.000", "235.000"), ("much", "much"),
    ],
)  # fmt: skip
def test_an_amount(cell: str, means: str) -> None:
    assert OF_A_DEAL["amount"](cell) == means


def test_a_day_and_a_time() -> None:
    days = {"01.12.2026": "2026-12-01", "2026-12-01 09:00": "2026-12-01", "9/7/2026": "9/7/2026"}
    assert {cell: OF_A_DEAL["expected_close_on"](cell) for cell in days} == days
    assert OF_A_DEAL["closed_at"]("1.2.2026, 9:05") == "2026-02-01T09:05:00"
    assert "name" not in OF_A_DEAL


def test_days_with_slashes_are_read_where_the_file_tells_how() -> None:
    assert order_in(b"1,9/7/2026\n2,9/17/2026\n") == "month first"
    assert order_in(b"1,9/7/2026\n2,17/9/2026\n") == "day first"
    assert order_in(b"9/7/2026") is order_in(b"9/17/2026 17/9/2026") is order_in(b"") is None
    english = converters("activity", ("completed_at", "due_at"), "month first")
    assert english["due_at"]("9/7/2026") == "2026-09-07T23:59:59"
    assert english["completed_at"]("9/7/2026, 10:05 PM") == "2026-09-07T22:05:00"
    assert english["completed_at"]("9/7/2026 12:05 am") == "2026-09-07T00:05:00"
    french = converters("activity", ("completed_at",), "day first")
    assert french["completed_at"]("9/7/2026 14:05") == "2026-07-09T14:05:00"


def test_what_is_due_on_a_day_is_due_at_its_end() -> None:
    assert OF_WORK["due_at"]("2026-09-07") == "2026-09-07T23:59:59"
    assert OF_WORK["due_at"]("2026-09-07T10:00:00Z") == "2026-09-07T10:00:00Z"


def test_ids_of_one_record_are_one_id() -> None:
    short, whole = "001D000000IqhSL", "001D000000IqhSLIAZ"
    deal = converters("opportunity", ("id", "account_id", "name"))
    assert [deal["account_id"](each) for each in (short, whole, "17", "500123456789012")] == [
        whole, whole, "17", "500123456789012",
    ]  # fmt: skip
    assert deal["id"](short) == whole
    assert OF_WORK["contact_ids"](f"{short}; b") == [whole, "b"]
    assert OF_WORK["contact_ids"]('["a","b"]') == ["a", "b"]
    assert OF_WORK["contact_ids"]('["a"') == ['["a"']
    assert OF_WORK["contact_ids"]('["a",' + "[" * 100_000) == ['["a",' + "[" * 100_000]
    assert OF_WORK["contact_ids"](" ; ") == []


def test_what_an_activity_is_about_is_a_deal_only_where_it_is_one() -> None:
    about = converters("activity", ("opportunity_id",))["opportunity_id"]
    assert about("006D000000IqhSL").startswith("006D000000IqhSL")
    assert [about(each) for each in ("001D000000IqhSLIAZ", "001D000000IqhSL", "77")] == ["", "", "77"]


def test_the_history_of_a_field_bears_our_name_of_it() -> None:
    of_history = converters("field_change", ("record_id", "field", "old"))
    assert [of_history["field"](each) for each in ("StageName", "Close Date", "tier")] == [
        "stage", "expected_close_on", "tier",
    ]  # fmt: skip
