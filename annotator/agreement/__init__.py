"""Agreement between annotators: nothing here yet."""
