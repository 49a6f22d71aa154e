"""Access: who may see and do what, and small numbers hidden so that they cannot be computed back."""

from geo.access.people import PUBLIC, Action, NotAllowedError, Person, Role
from geo.access.screen import at_screen
from geo.access.suppression import THRESHOLD, Mark, shown, suppress, suppress_levels

__all__ = [
    "PUBLIC",
    "THRESHOLD",
    "Action",
    "Mark",
    "NotAllowedError",
    "Person",
    "Role",
    "at_screen",
    "shown",
    "suppress",
    "suppress_levels",
]
