"""Demo content: one reform in three languages, marked as illustrative."""
