"""Charts are drawn once for all who see the same, by a process of their own, and hold what was said and no more."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep
from typing import Any
from xml.etree import ElementTree

import pytest

from app.surfaces.charts.drawing import DARK, LIGHT, NARROW, WIDE, Chart, drawn, png_of, svg_of
from app.surfaces.charts.pen import Kept, Pen
from app.surfaces.charts.places import quadrant_of
from app.surfaces.charts.support import lineup_chart
from app.surfaces.reviews.outline import Bars
from tests.surfaces.samples import axis, listed

HOSTILE = """</title><script>alert(1)</script>"onload='x' & <b>"""
PAGES = "https://crm.example/leadline"
SVG = "{http://www.w3.org/2000/svg}"


def bars(number: int = 12) -> Chart:
    return Chart("work", [Bars("Most potential", number, 0.62, 0.2, ("62 %", "20 %"))])


def rates() -> Chart:
    return Chart("rates", [{"label": HOSTILE, "side": "group", "value": 0.5, "low": 0.4, "high": 0.6}])


def quadrant() -> Chart:
    some = [listed(1, axis(10, 10), axis(20, 80), name=HOSTILE), listed(2, axis(0, 100), axis(80, 80))]
    return Chart("quadrant", quadrant_of(some, [1]))


def line_up() -> Chart:
    def person(name: str | None, senior: bool | None, if_leaves: str) -> dict[str, Any]:
        return {"name": name, "senior": senior, "last_on": "2026-11-03", "if_leaves": if_leaves}

    people = [person("Dana Ruiz", True, "no"), person(HOSTILE, False, "yes"), person(None, None, "not_known")]
    proposal = {"sentence": "Rollout: falls if Dana Ruiz leaves.", "needed": 2, "overdue": 0, "supporters": people}
    said = {
        "as_of": "2026-11-22T06:00:00+00:00",
        "lines": {"line_up": {"sentence": "It falls.", "proposals": [proposal]}},
    }
    chart = lineup_chart(said)
    assert chart
    return chart


def texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("make", [bars, rates, quadrant, line_up])
def test_every_chart_is_well_formed_named_and_runs_nothing(make: Any) -> None:
    svg = svg_of(make(), (WIDE, None), LIGHT, PAGES)
    root = ElementTree.fromstring(svg)
    assert root.get("aria-label")
    names = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert names <= {"svg", "g", "path", "rect", "line", "text", "a", "title"}
    assert not any("style" in each.attrib or "id" in each.attrib for each in root.iter()), "what a page would refuse"
    assert not any(name.startswith("on") for each in root.iter() for name in each.attrib)


@pytest.mark.parametrize("make", [bars, rates, quadrant, line_up])
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=("light", "dark"))
def test_words_stay_inside_a_phone_and_a_desk(make: Any, palette: Any) -> None:
    for width in (WIDE, NARROW):
        svg = svg_of(make(), (width, None), palette, PAGES)
        # The library widens a picture whose words do not fit.
        assert ElementTree.fromstring(svg).get("width") == str(width)


def test_a_dot_leads_to_its_account_and_says_its_name() -> None:
    svg = svg_of(quadrant(), (WIDE, None), LIGHT, PAGES)
    links = list(ElementTree.fromstring(svg).iter(f"{SVG}a"))
    assert [each.get("{http://www.w3.org/1999/xlink}href") for each in links] == [
        f"{PAGES}/accounts/{number}" for number in (1, 2)
    ]
    assert HOSTILE in (links[0].get("aria-label") or "")
    assert links[0].findtext(f"{SVG}title") == links[0].get("aria-label")
    assert "cannot see" in texts(svg)


def test_inside_a_page_links_stay_in_it_and_colours_are_its_own() -> None:
    html = drawn(quadrant())
    assert set(re.findall(r'href="([^"]*)"', html)) == {"/accounts/1", "/accounts/2"}
    assert not re.search(r'(?:fill|stroke)="#', html)


def test_who_stands_behind_a_proposal_says_what_is_left_without_each() -> None:
    said = texts(svg_of(line_up(), (WIDE, None), LIGHT, PAGES))
    assert "3 in contact (2 needed), 1 senior (1 needed)" in said
    assert "Dana Ruiz, senior" in said
    assert "without: 2 left, 0 senior; falls" in said
    assert "without: 2 left, 1 senior; holds" in said
    assert "without: 2 left, 1 senior; not known" in said


def test_a_chart_is_drawn_once_for_the_same_content(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    draw = Pen.draw

    def counted(pen: Pen, chart: str, form: Any, scale: float) -> bytes:
        asked.append(chart)
        return draw(pen, chart, form, scale)

    monkeypatch.setattr(Pen, "draw", counted)
    with ThreadPoolExecutor(8) as crowd:
        pictures = set(crowd.map(lambda _: svg_of(bars(71), (WIDE, None), LIGHT, PAGES), range(24)))
    assert len(asked) == len(pictures) == 1
    svg_of(bars(71), (WIDE, None), LIGHT, "https://elsewhere.example")
    assert len(asked) == 1, "where the pages are is not part of the picture"
    svg_of(bars(72), (WIDE, None), LIGHT, PAGES)
    svg_of(bars(72), (WIDE, None), DARK, PAGES)
    assert png_of(bars(72), (WIDE, None), LIGHT).startswith(b"\x89PNG")
    assert len(asked) == 4


def test_what_is_kept_is_bounded_and_the_latest_used_stays() -> None:
    kept = Kept(30)
    for key in "abc":
        kept.get(key, lambda key=key: key.encode() * 10)  # type: ignore[misc]
    assert kept.get("a", lambda: b"drawn again") == b"a" * 10
    kept.get("d", lambda: b"d" * 10)
    assert kept.get("a", lambda: b"drawn again") == b"a" * 10
    assert kept.get("b", lambda: b"drawn again") == b"drawn again"


def test_what_failed_is_tried_again() -> None:
    kept = Kept(30)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: bytes(1 // 0))
    assert kept.get("a", lambda: b"fine") == b"fine"


def test_others_go_on_while_one_picture_is_drawn() -> None:
    done, steps = Event(), 0
    with ThreadPoolExecutor(1) as other:
        other.submit(lambda: (svg_of(bars(99), (WIDE, None), LIGHT, PAGES), done.set()))
        while not done.is_set():
            steps += 1
            sleep(0.001)
    assert steps > 5


def test_who_draws_may_die_and_the_next_picture_is_drawn_by_another() -> None:
    pen = Pen()
    with pytest.raises(ValueError, match=r"JSON|parse|expected|object"):
        pen.draw("{", "svg", 1)
    assert pen.draw('{"mark": "point"}', "svg", 1).startswith(b"<svg")
    assert pen._process
    pen._process.kill()
    pen._process.wait()
    with pytest.raises(OSError, match=r"ended|pipe"):
        pen.draw('{"mark": "point"}', "svg", 1)
    assert pen.draw('{"mark": "point"}', "svg", 1).startswith(b"<svg")
    pen._process.kill()
    pen._process.communicate()
