"""The current view: read from the link on the first run, kept in the session, written back to the link."""

import streamlit as st

from geo import areas, rates, store
from geo.maps import View, choices

_KEY = "view"


@st.cache_resource(show_spinner=False)
def _known(data_version: str) -> dict[str, frozenset[str]]:
    return {
        "within": frozenset({"00", *areas.table("province").index}),
        "area": frozenset({*areas.table("district").index, *areas.table("province").index}),
        "indicator": frozenset(choices.indicators()),
        "measure": frozenset(rates.MEASURES),
    }


def current_view() -> View:
    """Return the view of this session; the first run takes it from the link."""
    if _KEY not in st.session_state:
        known = _known(store.default().version)
        st.session_state[_KEY] = View.from_query(dict(st.query_params.items()), known=known)
    return st.session_state[_KEY]


def remember(view: View) -> View:
    """Keep ``view`` for this session and write it into the link."""
    st.session_state[_KEY] = view
    wanted = view.to_query()
    if dict(st.query_params.items()) != wanted:
        st.query_params.from_dict(wanted)
    return view
