"""Plan and frames to bytes: workbook and Markdown."""
