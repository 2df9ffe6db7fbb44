"""Workbooks as plain cells: written with every row's height, read back behind a gate."""
