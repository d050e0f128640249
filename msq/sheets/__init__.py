"""Cells: the only room that reads spreadsheets and writes workbooks."""
