"""What was measured: Delta tables, replaced by key, queried by DuckDB."""
