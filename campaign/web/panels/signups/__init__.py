"""The pieces of the routes page: activities and sign-ups."""
