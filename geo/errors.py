"""The one error a user may see: a sentence from the locale files, never a traceback."""

from typing import Any


class UserError(Exception):
    """Something the user can understand and mend.

    ``key`` names the sentence in ``data/locale``; ``params`` fill it. The sentence says what happened,
    what is safe and what to do. Subclasses exist where a caller must tell errors apart.
    """

    def __init__(self, key: str, **params: Any) -> None:
        super().__init__(key, params)
        self.key = key
        self.params = params

    def __str__(self) -> str:
        from geo.text import text

        return text(self.key, "en", **self.params)

    def render(self, lang: str) -> str:
        """Return the sentence in ``lang``."""
        from geo.text import text

        return text(self.key, lang, **self.params)
