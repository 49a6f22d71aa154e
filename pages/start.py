"""Every run of the dashboard starts here: the language, the navigation, and one place for errors."""

import importlib
import logging
from collections.abc import Callable

import streamlit as st

from geo.errors import UserError
from geo.text import text
from pages import ui

# Pages in the order of the navigation: module and address, icon, whether it is the first.
_PAGES = {
    "peta": (":material/map:", True),
    "analisis": (":material/query_stats:", False),
    "tren": (":material/timeline:", False),
    "kampanye": (":material/campaign:", False),
    "dampak": (":material/fact_check:", False),
    "data": (":material/upload_file:", False),
    "mutu": (":material/verified:", False),
    "program": (":material/shield:", False),
    "paparan": (":material/print:", False),
    "metode": (":material/menu_book:", False),
}


def _page(name: str) -> Callable[[], None]:
    def run() -> None:
        view = ui.current_view()
        try:
            importlib.import_module(f"pages.{name}").render(view)
        except UserError as error:
            st.error(error.render(view.lang), icon=":material/error:")
        except Exception as error:
            if type(error).__module__.startswith("streamlit.runtime.scriptrunner"):
                raise
            logging.getLogger("geo").exception("page %s failed", name)
            st.error(text("pages.unexpected", view.lang), icon=":material/error:")

    run.__name__ = name
    return run


def main() -> None:
    """Draw the page that the address names."""
    lang = ui.current_view().lang
    st.set_page_config(page_title=text("pages.title", lang), page_icon=ui.ICON, layout="wide")
    ui.style(lang)
    present = [name for name in _PAGES if importlib.util.find_spec(f"pages.{name}")]
    pages = [
        st.Page(
            _page(name),
            title=text(f"pages.{name}", lang),
            icon=_PAGES[name][0],
            url_path=name,
            default=_PAGES[name][1],
        )
        for name in present
    ]
    st.navigation(pages, position="top").run()


main()
