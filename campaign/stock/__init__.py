"""What can be sold, and what must be ordered."""
