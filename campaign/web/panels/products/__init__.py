"""The pieces of the products page, and the card of one product."""
