"""Eleven: plan, run and review a promotion campaign."""
