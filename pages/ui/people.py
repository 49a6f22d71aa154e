"""Who uses the page, and what they may do: from Streamlit's login, or from this machine."""

import ipaddress
from urllib.parse import urlsplit

import streamlit as st

from geo.access import Action, Person, at_screen
from geo.text import Phrase, text


def person() -> Person:
    """Return who is using the page; see ``geo.access.at_screen``."""
    user = st.user.to_dict()
    # An address that the provider itself calls unverified could be anybody's.
    known = user.get("is_logged_in") and user.get("email_verified") is not False
    address = str(user.get("email") or "") if known else None
    return at_screen(login=_has_login(), address=address, local=_is_local())


def may(action: Action | str, area: str | None = None) -> bool:
    """Say whether who uses the page may do ``action`` in ``area`` (None: anywhere)."""
    who = person()
    return who.can(Action(action)) if area is None else who.may(Action(action), area)


def allowed(action: Action | str, lang: str, area: str | None = None, *, key: str = "page") -> bool:
    """Say the same; where not, the page says so in a sentence and offers to sign in."""
    if may(action, area):
        return True
    who = person()
    unknown = _has_login() and not st.user.get("is_logged_in")
    advice = "access.sign_in_first" if unknown else "access.ask"
    said = text("access.may_not", lang, role=Phrase(f"access.role_{who.role}"))
    st.info(f"{said} {text(advice, lang)}", icon=":material/lock:")
    if unknown and st.button(text("access.sign_in", lang), icon=":material/login:", key=f"sign-in-{key}"):
        st.login()
    return False


def account(lang: str) -> None:
    """Say in the sidebar who is signed in, with the way out; nothing where there is no login."""
    if not st.user.get("is_logged_in"):
        return
    who = person()
    with st.sidebar:
        st.caption(text("access.signed_in", lang, name=who.name, role=Phrase(f"access.role_{who.role}")))
        if st.button(text("access.sign_out", lang), icon=":material/logout:", key="sign-out"):
            st.logout()


def _has_login() -> bool:
    return "is_logged_in" in st.user.to_dict()  # Streamlit puts it there when [auth] is configured


def _is_local() -> bool:
    """Say whether server and browser are on this machine.

    The server has to listen to this machine alone, and the browser to have asked for it by such a name: what
    a proxy passes on, or a foreign page that points its own name at this machine, is not local.
    """
    headers = st.context.headers
    if any(headers.get(name) for name in ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded")):
        return False
    asked = [f"//{headers.get('Host') or ''}", headers.get("Origin") or "//localhost"]
    names = [st.get_option("server.address") or "", *(urlsplit(url).hostname or "" for url in asked)]
    return all(map(_is_loopback, names))


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
