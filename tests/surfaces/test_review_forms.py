"""The review on paper, as a workbook, as a mail and in chat: one content, and nothing in a name ever runs."""

import json
import re
from email.message import EmailMessage
from io import BytesIO
from itertools import chain
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from app.surfaces.pages.review import review_html
from app.surfaces.reviews.files import review_file
from app.surfaces.reviews.mail import review_mail
from app.surfaces.reviews.outline import outline_of
from app.surfaces.reviews.plain import review_text
from app.surfaces.reviews.slack import review_slack
from app.surfaces.reviews.teams import review_teams
from tests.surfaces.samples import review

ADDRESS = "https://leadline.example"
SAID = (
    *("11 of 48 growth accounts are looked after but not led.", "€4.2M", "1 agreed, 1 late.", "Meet Dana Ruiz"),
    *("Halden Rail", "Kim Adler", "Northgate <Foods>", "€620K", "looked after, not led", "46 days of contact"),
    *("Meet Dana Ruiz, CFO: never met.", "Sponsor left.", "Slow quotes", "3 more", "A firm of one.", "Send the plan"),
    *("A fifth of our creating work", "Most potential", "62%", "Nothing logged since September.", "37 accounts"),
)
NASTY = '=1+1|<!channel> <script>alert(1)</script> [x](javascript:alert(1)) #eval("1") *b* $x$ \\ @here & \u202e\u2028'


def words(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\xa0", " "))


def cells(xlsx: bytes) -> list[str]:
    with ZipFile(BytesIO(xlsx)) as parts:
        sheets = [ElementTree.fromstring(parts.read(name)) for name in parts.namelist() if "worksheets/sheet" in name]
        shared = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
    texts = ["".join(each.itertext()) for each in shared]
    assert not any(cell.tag.endswith("}f") for sheet in sheets for cell in sheet.iter()), "a formula"
    found = chain.from_iterable(sheet.iter() for sheet in sheets)
    kinds = ((each, each[0].text or "") for each in found if each.tag.endswith("}c") and len(each))
    return [texts[int(text)] if each.get("t") == "s" else text for each, text in kinds]


def pdf_words(pdf: bytes, page: int | None = None) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(each.extract_text() for each in (pages if page is None else [pages[page]]))


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return [value] if isinstance(value, str) else []


def in_every_form(said: dict[str, Any]) -> dict[str, str]:
    outline = outline_of(said, ADDRESS)
    mail = review_mail(said, ADDRESS)
    slack = " ".join(strings(review_slack(outline, ADDRESS, said["week"])))
    return {
        "html": re.sub(r"<[^>]*>", " ", review_html(said, ADDRESS)),
        "pdf": pdf_words(review_file(said, "pdf", ADDRESS)),
        "xlsx": " ".join(cells(review_file(said, "xlsx", ADDRESS))),
        "mail": re.sub(r'<[^>]*?(?:alt="([^"]*)"[^>]*)?>', r" \1 ", body(mail, "html")),
        "plain mail": body(mail, "plain"),
        "slack": slack,
        "teams": " ".join(strings(review_teams(outline, ADDRESS, said["week"]))),
    }


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("form", ["html", "pdf", "xlsx", "mail", "plain mail", "slack", "teams"])
def test_every_form_says_the_same(form: str) -> None:
    shown = in_every_form(review())[form].replace("&lt;", "<").replace("&gt;", ">")
    for said in SAID:
        # In a workbook money and shares are numbers.
        as_number = {"€620K": "620000", "62%": "0.62"}.get(said, said) if form == "xlsx" else said
        assert words(as_number) in words(shown), said


def test_json_is_the_review_itself() -> None:
    assert json.loads(review_file(review(), "json", ADDRESS)) == review()


@pytest.mark.parametrize("form", ["html", "json", "pdf", "xlsx"])
def test_the_same_review_gives_the_same_bytes(form: Any) -> None:
    assert review_file(review(), form, ADDRESS) == review_file(review(), form, ADDRESS)


def test_names_are_text_in_every_form() -> None:
    said = review()
    said["accounts"][0] |= {"name": NASTY, "why": NASTY, "move": NASTY}
    said["decisions"]["items"][0]["what"] = NASTY
    outline = outline_of(said, ADDRESS)
    slack = strings(review_slack(outline, ADDRESS, said["week"]))
    assert not any("<!channel>" in text or "<script" in text for text in slack)
    runs = json.dumps(review_teams(outline, ADDRESS, said["week"]))
    assert '"TextBlock"' not in runs, "text blocks read markup"
    mail = review_mail(said, ADDRESS)
    assert "<script" not in body(mail, "html")
    assert "javascript:" not in re.findall(r'(?:href|src)="([^"]*)"', body(mail, "html"))
    assert "=1+1" in " ".join(cells(review_file(said, "xlsx", ADDRESS)))
    assert "#eval" in pdf_words(review_file(said, "pdf", ADDRESS))


def test_nothing_is_fetched_when_mail_or_paper_is_opened() -> None:
    html = body(review_mail(review(), ADDRESS), "html")
    assert re.findall(r'src="([^"]+)"', html) == ["cid:creating-work"]
    assert not re.search(r"<link|@import|url\(", html)
    pdf = PdfReader(BytesIO(review_file(review(), "pdf", ADDRESS)))
    links = {note.get_object()["/A"]["/URI"] for page in pdf.pages for note in page.get("/Annots", [])}
    assert links
    assert all(str(link).startswith(f"{ADDRESS}/accounts/") for link in links)
    assert "/JavaScript" not in str(pdf.trailer["/Root"])


def test_the_picture_of_the_mail_travels_inside() -> None:
    mail = review_mail(review(), ADDRESS)
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content().startswith(b"\x89PNG")
    assert picture["Content-ID"] == "<creating-work>"
    assert mail["Subject"] == "11 of 48 growth accounts are looked after but not led (2026-W47)"


def test_the_paper_is_tagged_and_named() -> None:
    pdf = PdfReader(BytesIO(review_file(review(), "pdf", ADDRESS)))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Weekly pipeline review · acme · 2026-W47"


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_page_one_stands_alone_in_a_heavy_week(paper: Any) -> None:
    heavy = review()
    account, change = heavy["accounts"][0], heavy["changes"][0]
    long = {"why": "All four deals were the customer's idea and the champion has been quiet for 52 days. " * 2}
    heavy["accounts"] = [{**account, **long, "name": f"Northgate Foods and Sons {n}"} for n in range(5)]
    heavy["changes"] = [{**change, "sentence": f"Change {n}: needs 70, shows 10."} for n in range(30)]
    heavy["decisions"]["items"] *= 12
    pdf = review_file(heavy, "pdf", ADDRESS, paper)
    first = words(pdf_words(pdf, 0))
    for said in ("What we cannot see", "37 accounts unchanged", "more on the next page", "Northgate Foods and Sons 4"):
        assert words(said) in first
    assert words("Change 29") in words(pdf_words(pdf)), "nothing is left out"
    assert words("Change 29") not in first


def test_a_week_with_nothing_to_discuss_is_said_in_every_form() -> None:
    nothing = {**review()["decisions"], "items": [], "this_week": [], "answers": [], "sentence": "Nothing was agreed."}
    work = {"bars": [], "sentence": "Too little is on record."}
    empty = review(accounts=[], changes=[], new_flags=[], decisions=nothing, work=work)
    for form, shown in in_every_form(empty).items():
        assert words("Nothing asks for a decision this week.") in words(shown), form
        assert words("Nothing changed by itself.") in words(shown), form
    assert not any(part.get_content_type() == "image/png" for part in review_mail(empty, ADDRESS).walk())


def test_plain_text_fits_a_narrow_window() -> None:
    lines = review_text(outline_of(review(), ADDRESS)).splitlines()
    assert max(len(line) for line in lines if "https://" not in line) <= 76


def test_long_weeks_fit_what_a_chat_message_holds() -> None:
    long = review()
    long["changes"] *= 200
    slack = review_slack(outline_of(long, ADDRESS), ADDRESS, "2026-W47")
    assert len(slack["blocks"]) <= 50
    assert all(len(block.get("text", {}).get("text", "")) <= 3000 for block in slack["blocks"])
    assert "194 more in the review" in " ".join(strings(slack))
