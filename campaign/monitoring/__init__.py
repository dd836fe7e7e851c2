"""What is watched while a campaign runs: alerts, leaderboards, traffic, pages, conversion."""
