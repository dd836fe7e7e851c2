"""The pieces of the four phase pages."""
