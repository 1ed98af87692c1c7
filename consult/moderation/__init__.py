"""Reports, the queue, decisions and their grounds."""
