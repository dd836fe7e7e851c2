"""The pieces of the budget page."""
