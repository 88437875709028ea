"""Where every address begins."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config.health import health
from gallery import errors
from gallery.urls import root_urlpatterns
from sales.urls import today_pages

urlpatterns = [
    path("healthz", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("staff.urls")),
    path("admin/", admin.site.urls),
    path("staff/today/", include(today_pages)),
    path("staff/", include("exhibitions.urls")),
    path("desk/", include("sales.urls")),
    *i18n_patterns(path("", include("gallery.urls"))),
    path("", include((root_urlpatterns, "front"))),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
