"""What happened and why: the outcome, its drivers, the lessons."""
