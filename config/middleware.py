"""The headers every answer carries: pages, errors, pictures and static files alike."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_NOTHING_ALLOWED = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "fullscreen", "geolocation", "gyroscope", "magnetometer",
        "microphone", "midi", "payment", "usb",
    )
)  # fmt: skip
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _NOTHING_ALLOWED,
    "X-Frame-Options": "DENY",
}


class SafeHeaders:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # Whatever a session or a person stands behind is nobody else's to keep.
        if response.cookies or request.path.startswith(("/admin/", "/staff/", "/desk/", "/accounts/")):
            response.headers["Cache-Control"] = "no-store"
        return response
