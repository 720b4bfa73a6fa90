"""A stream is cut into rows so that one bad row never takes a good one with it."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import BinaryIO

import pytest

from app.errors import Problem
from app.services.split_rows import MAX_LINE, RawRow, array_elements, csv_rows, json_lines

LONG = b'"' + b"x" * (10 * MAX_LINE) + b'"'


def cut(split: Callable[[BinaryIO], Iterator[RawRow]], data: bytes) -> list[tuple[int, object, str | None]]:
    return [(row.line, row.content, row.fault and row.fault.code) for row in split(BytesIO(data))]


def test_lines_are_rows_and_a_line_too_long_is_one_refusal() -> None:
    data = b'\xef\xbb\xbf{"a":1}\r\n\n' + LONG + b'\n{"b":2}'
    assert cut(json_lines, data) == [
        (1, b'\xef\xbb\xbf{"a":1}', None), (3, None, "line_too_long"), (4, b'{"b":2}', None)
    ]  # fmt: skip


def test_elements_of_an_array_are_rows_however_broken_each_is() -> None:
    deep = b"[" * 200_000 + b"]" * 200_000
    data = b'\xef\xbb\xbf [{"a":"]},\\"[\\\\"},' + deep + b",nonsense," + LONG + b',\n{"b":[1,{}]}\n]\n'
    found = cut(array_elements, data)
    assert [content for _, content, _ in found[:1]] == [b'{"a":"]},\\"[\\\\"}']
    assert found[1][1] == deep
    assert found[2][1] == b"nonsense"
    assert found[3][2] == "line_too_long"
    assert found[4] == (1, b'\n{"b":[1,{}]}\n', None)


@pytest.mark.parametrize("data", [b"", b"{}", b"[1", b"[1}", b"[1] 2", b'["open', b"null"])
def test_what_is_not_one_whole_array_is_not_readable(data: bytes) -> None:
    with pytest.raises(Problem) as refused:
        cut(array_elements, data)
    assert refused.value.status == 400


@pytest.mark.parametrize("size", range(1, 9))
def test_an_array_is_cut_alike_wherever_its_chunks_end(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.split_rows._CHUNK", size)
    found = cut(array_elements, b'[{"a":"\\\\\\","},[1,[2]],{}]')
    assert [content for _, content, _ in found] == [b'{"a":"\\\\\\","}', b"[1,[2]]", b"{}"]


def test_an_empty_array_has_no_rows() -> None:
    assert cut(array_elements, b" [ \n ] ") == []


def test_csv_rows_keep_quotes_lines_and_a_bad_row_in_its_place() -> None:
    data = b'\xef\xbb\xbfid,name\r\n1,"two\nlines"\n2,5" pipe\n3,"bad" quote\n' + b"4," + LONG + b"\n5,\xff\n,\n6,end"
    found = cut(csv_rows, data)
    assert [content for _, content, _ in found] == [
        ["id", "name"], ["1", "two\nlines"], ["2", '5" pipe'], None, None, ["5", "\udcff"], ["6", "end"]
    ]  # fmt: skip
    assert [fault for *_, fault in found if fault] == ["broken_quotes", "line_too_long"]
    assert [line for line, *_ in found] == [1, 2, 4, 5, 6, 7, 9]


def test_a_quote_never_closed_is_refused() -> None:
    assert cut(csv_rows, b'id,name\n1,"open\n2,x')[-1][2] == "broken_quotes"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_cells_are_parted_as_the_header_is(mark: str) -> None:
    text = f'id{mark}contact_ids{mark}subject\r\n1{mark}"a;b"{mark}"one, two\r\nthree"\r\n'
    assert [row.content for row in csv_rows(BytesIO(b"\xef\xbb\xbf" + text.encode()))] == [
        ["id", "contact_ids", "subject"],
        ["1", "a;b", "one, two\r\nthree"],
    ]
