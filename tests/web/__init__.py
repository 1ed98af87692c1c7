"""Tests of what stands between HTTP and the features."""
