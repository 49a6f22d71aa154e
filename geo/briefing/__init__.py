"""Briefings: one selection of figures, said once, laid out as PDF, slides, workbook and offline file."""
