"""What the pages share: the view in the link, its controls, the map, the table, downloads."""

from pages.ui.components import map_view, table
from pages.ui.controls import controls
from pages.ui.layout import ICON, download, heading, kpis, said, share_link, source_list, style
from pages.ui.people import allowed, may, person
from pages.ui.session import current_view, remember

__all__ = [
    "ICON",
    "allowed",
    "controls",
    "current_view",
    "download",
    "heading",
    "kpis",
    "map_view",
    "may",
    "person",
    "remember",
    "said",
    "share_link",
    "source_list",
    "style",
    "table",
]
