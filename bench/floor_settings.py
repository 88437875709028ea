"""The project's settings without its middleware and addresses: what a bare Django view costs."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as _APPS

# allauth insists on its middleware, which a bare view does not have.
INSTALLED_APPS = [app for app in _APPS if not app.startswith(("allauth", "config.apps.Admin"))]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.floor"
