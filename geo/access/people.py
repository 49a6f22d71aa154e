"""Who may do what, and where: roles and area scope."""

from dataclasses import dataclass
from enum import StrEnum

from geo.errors import UserError

NATION = "00"


class Role(StrEnum):
    """What a person is to the program, from least to most."""

    VIEWER = "viewer"
    OFFICER = "officer"
    ADMIN = "admin"


class Action(StrEnum):
    """What can be allowed."""

    SEE = "see"
    SEE_SMALL_NUMBERS = "see_small_numbers"
    IMPORT = "import"
    PUBLISH = "publish"
    ROLL_BACK = "roll_back"
    EDIT_PROGRAMMES = "edit_programmes"
    EDIT_PLANS = "edit_plans"
    APPROVE_PLANS = "approve_plans"
    GIVE_OUT = "give_out"
    MANAGE = "manage"


_OFFICER = frozenset(Action) - {Action.APPROVE_PLANS, Action.MANAGE}
_ALLOWED = {
    Role.VIEWER: frozenset({Action.SEE}),
    Role.OFFICER: _OFFICER,
    Role.ADMIN: frozenset(Action),
}


class NotAllowedError(UserError):
    """The person may not do this here."""


@dataclass(frozen=True)
class Person:
    """Somebody at the screen: the name the audit gets, a role, and the areas it holds for.

    ``scope``: area codes; the role holds for each and all that lies inside, "00" for the nation. Outside
    their scope an officer or administrator is a viewer.
    """

    name: str
    role: Role = Role.VIEWER
    scope: tuple[str, ...] = (NATION,)

    def may(self, action: Action, area: str = NATION) -> bool:
        """Say whether the person may do ``action`` in ``area``."""
        if action is Action.SEE:
            return True
        return action in _ALLOWED[self.role] and self.covers(area)

    def can(self, action: Action) -> bool:
        """Say whether the person may do ``action`` anywhere at all."""
        return any(self.may(action, area) for area in self.scope)

    def covers(self, area: str) -> bool:
        """Say whether ``area`` lies inside the person's scope."""
        return any(code == NATION or (area != NATION and area.startswith(code)) for code in self.scope)

    def require(self, action: Action, *areas: str) -> None:
        """Raise ``NotAllowedError`` when the person may not do ``action`` in one of ``areas``."""
        for area in areas or (NATION,):
            if not self.may(action, area):
                raise NotAllowedError("access.not_allowed", area=area)


PUBLIC = Person(name="public")
"""Anybody who is not logged in."""
