"""Our application with an empty shelf: every page is rendered anew, to weigh what the kept pages save."""

from config.wsgi import application
from gallery import freshness

freshness.shelf.limit = 0

__all__ = ["application"]
