"""Our application with nothing kept: every page is read and rendered anew, to weigh what keeping saves."""

from config.wsgi import application
from gallery import freshness, kept_wall


class _Nothing(dict):
    def __setitem__(self, key: object, value: object) -> None:
        pass


freshness.shelf.limit = 0
kept_wall._walls = _Nothing()

__all__ = ["application"]
