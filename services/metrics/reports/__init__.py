"""Reports of quarters and years: their tables, charts and printed forms."""
