"""What may be an address of records, and that no id breaks out of it."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from app.errors import Problem
from app.services.record_addresses import checked, offered

REFUSED = {
    "javascript:alert('{id}')": "not_https",
    "javascript://acme.example/%0Aalert({id})": "not_https",
    "data:text/html,{id}": "not_https",
    "vbscript:{id}": "not_https",
    "file:///{id}": "not_https",
    "ftp://acme.example/{id}": "not_https",
    "http://acme.example/{id}": "not_https",
    "http://localhost.acme.example/{id}": "not_https",
    "//acme.example/{id}": "not_https",
    "/accounts/{id}": "not_https",
    "https:acme.example/{id}": "not_https",
    "https:///{id}": "not_https",
    "https://{id}": "not_https",
    "https://{id}.acme.example/": "not_https",
    "https://acme.example:99999/{id}": "not_https",
    "https://acme.example:{id}/": "not_https",
    "https://me:secret@acme.example/{id}": "credentials",
    "https://crm.example@acme.example/{id}": "credentials",
    "https://acme.example\\@evil.example/{id}": "odd_character",
    "https://acme.example": "no_id",
    "https://acme.example/{type}": "no_id",
    "": "not_https",
    "https://acme.example/{id}/{owner}": "unknown_place",
    "https://acme.example/{id.__class__}/{id}": "unknown_place",
    "https://acme.example/{{id}}": "unknown_place",
    "https://acme.example/{id}\n": "odd_character",
    "\x00https://acme.example/{id}": "odd_character",
    "java\tscript://acme.example/{id}": "odd_character",
    "https://acme.example/ {id}": "odd_character",
    'https://acme.example/"onmouseover="{id}': "odd_character",
    "https://acme.example/%{id}%{id}": "odd_character",
    "https://\u0430cme.example/{id}": "odd_character",
    "https://<your-domain>.example/{id}": "not_filled_in",
    "https://acme.example/{id}" + "x" * 500: "too_long",
}
IDS = (
    "O-1", "006/../../admin", "a b", "a?b=c&d=e", "#top", "%2e%2e", "x@evil.example", "//evil.example", "\\\\evil",
    "<script>", '"onclick="', "{type}", "{id}", "Zoë 🦊", "javascript:alert(1)", "a;b,c'd",
)  # fmt: skip


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_is_no_address_of_records_is_refused_by_its_field(pattern: str) -> None:
    with pytest.raises(Problem) as caught:
        checked(pattern, {})
    (error,) = caught.value.errors
    assert (error.pointer, error.code) == ("/pattern", REFUSED[pattern])


def test_words_are_of_known_types_short_and_no_step_elsewhere() -> None:
    words = {"deal": "deal", "account": "x" * 101, "contact": "", "quote": "..", "user": "a\nb", "activity": "task"}
    with pytest.raises(Problem) as caught:
        checked("https://acme.example/{type}/{id}", words)
    assert [error.pointer for error in caught.value.errors] == [
        f"/words/{each}" for each in ("deal", "account", "contact", "quote", "user")
    ]
    with pytest.raises(Problem) as caught:
        checked("https://acme.example/{type}/{id}", {})
    assert caught.value.errors[0].pointer == "/words"


@pytest.mark.parametrize(
    "pattern", ["http://localhost:8080/{id}", "http://127.0.0.1/{id}", "HTTPS://Acme.Example/{id}"]
)
def test_a_machine_of_ones_own_needs_no_certificate(pattern: str) -> None:
    assert checked(pattern, {}).of("account", "1") == pattern.replace("{id}", "1")


@pytest.mark.parametrize("id_", IDS)
def test_no_id_breaks_out_of_the_address(id_: str) -> None:
    words = {"account": "a/../b"}
    for pattern in ("https://acme.example/{type}/{id}/view", "https://acme.example/x?t={type}&id={id}&y#z"):
        parts = urlsplit(checked(pattern, words).of("account", id_) or "")
        assert (parts.scheme, parts.netloc) == ("https", "acme.example")
        if parts.query:
            assert parse_qs(parts.query, keep_blank_values=True) == {"t": ["a/../b"], "id": [id_], "y": [""]}
            assert parts.fragment == "z"
        else:
            assert [unquote(step) for step in parts.path.split("/")] == ["", "a/../b", id_, "view"]


def test_a_step_elsewhere_and_a_type_without_a_word_have_no_address() -> None:
    address = checked("https://acme.example/{type}/{id}", {"account": "company"})
    assert [address.of("account", each) for each in (".", "..", "...")] == [
        None, None, "https://acme.example/company/...",
    ]  # fmt: skip
    assert address.of("contact", "1") is None


@pytest.mark.parametrize("crm", offered())
def test_what_we_offer_needs_what_only_the_customer_knows_and_fits_then(crm: str) -> None:
    said = offered()[crm]
    with pytest.raises(Problem):
        checked(said.pattern, said.words)
    before, _, after = said.pattern.partition("<")
    mended = checked(before + "acme" + after.partition(">")[2], said.words)
    assert mended.of("opportunity", "1")
    assert mended.of("account", "1")
