"""Bytes to records and frames: encodings, headers, mapping, problems."""
