"""Suggesters: nothing here yet."""
