"""Readers: any spreadsheet, text table or pasted table, as cells, tables, mappings and records."""
