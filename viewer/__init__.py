"""What is reached by HTTP: one page, a session for each browser, the tiles."""
