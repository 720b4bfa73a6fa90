"""Widgets as pages of their own, for frames in other sites. They run our one script, which tells their height."""

from functools import cache
from hashlib import sha256

from app.services.widgets import Widget
from app.surfaces.charts.drawing import inside
from app.surfaces.pages.rendering import STATIC, render
from app.surfaces.widgets.cards import MOST_LINES, card_of
from app.surfaces.widgets.pictures import chart_of

SMALL, LARGE = (300, 180), (760, 440)
"""Pixels a chart is drawn for; the frame shows the one that fits."""
TITLES = {
    "quadrant": "All accounts: basics and leadership",
    "account": "Is this account led?",
    "flags": "What to look at",
    "trend": "How this account went",
    "lineup": "Who stands behind it",
}


def widget_html(widget: Widget, address: str) -> str:
    """``address`` is where the pages are; links open there, outside the frame."""
    # Who stands behind a proposal is a list of people in a frame: words that can be read out and found.
    chart = None if widget.name == "lineup" else chart_of(widget)
    drawn = {size[0]: inside(chart, size, address, "_blank") for size in (SMALL, LARGE)} if chart else {}
    return render(
        "widget.html",
        title=TITLES[widget.name],
        widget=widget,
        card=None if chart else card_of(widget, address),
        charts=drawn,
        most_lines=MOST_LINES,
        address=address.rstrip("/"),
        static_address=static_address,
    )


def sorry_html(said: str) -> str:
    """Instead of a widget: why nothing is shown, in words for whoever looks at the frame."""
    return render("widget_sorry.html", said=said, static_address=static_address)


@cache
def static_address(name: str) -> str:
    """Ends in what the file holds, so that a browser keeps it until it changes."""
    held = STATIC.joinpath(name).read_bytes()
    return f"/static/{name}?v={sha256(held).hexdigest()[:12]}"
