"""The pieces of the retrospective page."""
