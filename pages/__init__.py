"""The pages: layout and widgets only."""
