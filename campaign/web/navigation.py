"""The script that runs on every full run."""

from campaign.web import frame

frame.show()
