"""Bytes of a file to a sheet of text: delimited text, workbooks, posted rows."""
