"""Who is at the screen: the person signed in, or whoever sits at this machine when there is no login."""

import getpass
import os

from geo.access.people import NATION, PUBLIC, Person, Role
from geo.errors import UserError

SETTING = "WASPADA_ROLES"
"""Environment variable: ``rina@contoh.id=officer:53+52, kepala@contoh.id=admin, *=viewer``."""

_ANYBODY = "*"


def at_screen(*, login: bool, address: str | None, local: bool) -> Person:
    """Return the person at the screen, with the role that ``WASPADA_ROLES`` gives them.

    ``login``: whether a login is configured; ``address``: the verified mail address signed in with, if any;
    ``local``: whether browser and server are on this one machine. With a login, whoever is not signed in or
    not listed reads only. Without one, a local person may do everything and anybody else reads only; an entry
    for ``*`` says otherwise for all of those (with a login: for everybody signed in). Raises ``UserError``
    when the setting cannot be read: nobody gets a right by mistake.
    """
    roles = _roles(os.environ.get(SETTING, ""))
    nobody = (Role.VIEWER, (NATION,))
    if login:
        name = (address or "").strip().casefold()
        if not name:
            return PUBLIC
        return Person(name, *roles.get(name, roles.get(_ANYBODY, nobody)))
    given = roles.get(_ANYBODY, (Role.ADMIN, (NATION,)) if local else nobody)
    return Person(_account() if local else PUBLIC.name, *given)


def _roles(setting: str) -> dict[str, tuple[Role, tuple[str, ...]]]:
    found = {}
    for number, entry in enumerate(filter(None, (part.strip() for part in setting.split(","))), start=1):
        name, _, right = entry.partition("=")
        role, _, scope = right.strip().partition(":")
        areas = tuple(code.strip() for code in scope.split("+")) if scope else (NATION,)
        if not name.strip() or role not in set(Role) or not all(code.isdecimal() for code in areas):
            raise UserError("access.roles_wrong", setting=SETTING, number=number)
        found[name.strip().casefold()] = (Role(role), areas)
    return found


def _account() -> str:
    """Return the name of the account on this machine, as the command line does."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return "dashboard"
