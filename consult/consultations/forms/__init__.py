"""Forms with which officials set up a consultation."""
