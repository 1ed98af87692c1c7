"""Home, language choice, rules, health."""
