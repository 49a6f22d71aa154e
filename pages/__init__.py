"""The screens: one thin file a page, what they share in ``pages.ui``."""
