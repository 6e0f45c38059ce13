"""The city itself: building it, keeping it, cutting it into tiles."""
