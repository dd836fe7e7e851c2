"""Where products are signed up: activities, sign-ups, gates, clashes."""
