"""The public append-only log: what happened, without a word about who."""
