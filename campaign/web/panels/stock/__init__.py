"""The pieces of the stock page."""
