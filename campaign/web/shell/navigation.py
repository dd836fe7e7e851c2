"""The script that runs on every full run."""

from campaign.web.shell import frame

frame.show()
