from typing import Any

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware


class Trace(HistoryMiddleware):
    """Who did it and where, beside every traced change. Visitors have no account and leave no trace of themselves."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = getattr(request, "user", None)
        return {"user": user.pk if user else None, "url": request.path}

    def __call__(self, request: HttpRequest) -> Any:
        if request.path.startswith(("/admin/", "/staff/", "/desk/", "/accounts/")):
            return super().__call__(request)
        return self.get_response(request)
