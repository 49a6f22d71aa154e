"""The view fits in a link and never breaks on one."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from geo.maps import View

KNOWN = {
    "within": frozenset({"00", "53", "74"}),
    "indicator": frozenset({"deceased", "placements"}),
    "measure": frozenset({"rate", "count"}),
    "area": frozenset({"5321", "53"}),
}


def test_a_link_restores_the_whole_view() -> None:
    view = View(
        "74", "placements", dt.date(2018, 1, 1), dt.date(2018, 6, 30), "count", "district", "no", "5321", "en"
    )
    assert View.from_query(view.to_query(), known=KNOWN) == view


@given(
    st.dictionaries(
        st.sampled_from(["in", "what", "from", "to", "as", "area", "lang", "level", "route"]), st.text()
    )
)
def test_a_broken_link_still_opens(query: dict[str, str]) -> None:
    view = View.from_query(query, known=KNOWN)
    assert view.start <= view.end
    assert view.within in KNOWN["within"]
