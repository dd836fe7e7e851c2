"""The pieces of the targets page."""
