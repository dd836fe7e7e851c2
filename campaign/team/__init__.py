"""Who works here: members, the journal, tokens of machines."""
