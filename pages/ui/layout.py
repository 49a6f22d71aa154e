"""Small pieces of a page: heading, the sentence, figures in a row, sources, downloads."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geo.maps import assets
from geo.text import text

ICON = str(Path(__file__).with_name("icon.svg"))


def style(lang: str) -> None:
    """Put the shared style on the page, with the words that Streamlit itself has in English only."""
    words = {"upload": text("pages.upload", lang), "limit": text("pages.upload_limit", lang)}
    rules = " ".join(f'--w-{name}: "{word}";' for name, word in words.items())
    st.html(f'<style>@import url("{assets.interface_path("page.css")}"); :root {{ {rules} }}</style>')


def heading(title: str) -> None:
    """Write the page's title."""
    st.html(f'<h1 class="wh">{escape(title)}</h1>')


def said(sentence: str) -> None:
    """Write the sentence that says what is shown."""
    st.html(f'<div class="ws" data-testid="sentence">{escape(sentence)}</div>')


def kpis(figures: Iterable[tuple[str, str, str]]) -> None:
    """Write figures in a row: (label, value, note) each; all are text."""
    boxes = "".join(
        f'<div class="k" data-testid="kpi"><div class="l">{escape(label)}</div>'
        f'<div class="v">{escape(value)}</div><div class="n">{escape(note)}</div></div>'
        for label, value, note in figures
    )
    st.html(f'<div class="wk">{boxes}</div>')


def source_list(sources: Iterable[Mapping[str, Any]]) -> None:
    """Write sources with their links and dates; only http(s) addresses become links."""
    items = []
    for source in sources:
        title, url, date = (str(source.get(k) or "") for k in ("title", "url", "date"))
        name = escape(title or url)
        if url.startswith(("https://", "http://")):
            name = f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{name}</a>'
        items.append(f"<li>{name}{f' ({escape(date)})' if date else ''}</li>")
    st.html(f'<ul class="wsrc">{"".join(items)}</ul>')


def download(
    label: str, make: Callable[[], bytes], *, name: str, mime: str, lang: str, key: str | None = None
) -> None:
    """Offer a file that is made when asked for."""
    st.download_button(
        label,
        data=make,
        file_name=name,
        mime=mime,
        key=key or name,
        on_click="ignore",
        help=text("pages.download_help", lang),
        icon=":material/download:",
        width="stretch",
    )


def share_link(lang: str) -> None:
    """Offer the address of exactly this view."""
    with st.popover(text("pages.share", lang), icon=":material/share:", width="stretch"):
        st.caption(text("pages.share_help", lang))
        st.code(str(st.context.url).split("?")[0] + "?" + _query(), language=None, wrap_lines=True)


def _query() -> str:
    return urlencode(dict(st.query_params.items()))
