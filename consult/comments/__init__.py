"""Comments, replies and reactions, and screening before publication."""
