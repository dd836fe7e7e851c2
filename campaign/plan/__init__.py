"""What is planned: the campaign, its playbook, its thresholds, its tasks and their order."""
