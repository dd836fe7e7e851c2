"""What people decide: TinyDB's API on SQLite, one row a document."""
