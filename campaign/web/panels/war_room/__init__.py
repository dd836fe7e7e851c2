"""The pieces of the war room page."""
