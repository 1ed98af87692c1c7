"""What every feature stands on; it imports nothing of the package but the configuration."""
