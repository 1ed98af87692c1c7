"""The summary that officials are shown and export."""
