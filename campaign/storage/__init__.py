"""What is stored: documents that people decide (TinyDB on SQLite), facts that were measured (Delta and DuckDB)."""

from campaign.storage.store import Store

__all__ = ["Store"]
