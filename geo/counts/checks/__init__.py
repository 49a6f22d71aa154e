"""Checks of what was read: each finding names sheet, cell, what is wrong, how bad it is and what helps."""
