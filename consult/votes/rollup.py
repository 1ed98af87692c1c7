"""Rolling vote events up into tallies, a duty of the worker."""
