"""What stands around every page: frame, header, navigation."""
