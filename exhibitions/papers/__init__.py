"""Papers for the walls and the desk: what stands on them, and the press that makes them PDF."""
