from django.apps import AppConfig
from django.contrib.admin import apps as django_admin


class ConfigConfig(AppConfig):
    name = "config"
    default = True

    def ready(self) -> None:
        from config import checks  # noqa: F401


class AdminConfig(django_admin.AdminConfig):
    default_site = "config.admin.KylkalemAdmin"
    default = False
