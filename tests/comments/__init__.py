"""Tests of comments, replies, reactions and screening."""
