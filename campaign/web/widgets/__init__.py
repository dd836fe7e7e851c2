"""Pieces of a page that know no word of the field."""
