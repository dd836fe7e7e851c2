"""The pieces of each page: one file or folder a page."""
