"""What officials answer: dispositions with reasons, one answer to a comment."""
