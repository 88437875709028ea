"""Letters and the artist's packet will live here; nothing is built yet."""
