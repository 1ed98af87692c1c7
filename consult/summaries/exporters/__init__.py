"""One module a format: each writes a summary and its comments into a binary file."""
