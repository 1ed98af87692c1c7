"""What many texts and reactions say together, computed the same way every time."""
