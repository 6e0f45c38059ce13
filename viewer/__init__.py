"""Everything reached by HTTP: the page, its sessions, the tiles."""
