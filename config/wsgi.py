"""The door through which the server calls the application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Only a server keeps connections; a command opens one and goes.
os.environ.setdefault("DATABASE_POOL_SIZE", "8")

application = get_wsgi_application()
