"""What was measured: its columns and measures, which source a figure is read from, what came in when."""
