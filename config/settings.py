"""Every setting, read from the environment. `.env.example` explains each in a sentence."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

env = environ.Env()
if not os.environ.get("PYTEST_VERSION"):  # what a developer keeps in .env is no business of the tests
    env.read_env(BASE_DIR / ".env")
environment.insist()

# --- The start -------------------------------------------------------------------------------------------------

SECRET_KEY = env.str("SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
BEHIND_TLS = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

INSTALLED_APPS = [
    "config",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "csp",
    "crispy_forms",
    "lucide",
    "rules.apps.AutodiscoverRulesConfig",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "staff",
    "inmates",
    "exhibitions",
    "sales",
    "letters",
    "gallery",
]

MIDDLEWARE = [
    "config.middleware.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "staff.middleware.Trace",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["kylkalem"]
CRISPY_TEMPLATE_PACK = "kylkalem"

# --- The database ----------------------------------------------------------------------------------------------
# Three doors into one database: the owner migrates, the web role works, the public role may read the public views
# and nothing else. Where only one address is given it serves all three, and the start says so.


def _database(url: str) -> dict:
    config = env.db_url_config(url)
    config["ENGINE"] = "django.db.backends.postgresql"
    config["CONN_HEALTH_CHECKS"] = True
    # Nobody waits long for a lock, and a client that froze in mid-transaction does not hold others up.
    limits = {"lock_timeout": "3s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "10s"}
    if not AS_OWNER:
        config.setdefault("OPTIONS", {})["options"] = " ".join(
            f"-c {name}={value}" for name, value in limits.items()
        )
    if size := env.int("DATABASE_POOL_SIZE", default=0):
        # After the database was away: the pool by itself would ask ever more rarely (after 1, 3, 7, 15 s). It gives up
        # soon instead, and so does whoever waits, because the next request asks anew.
        waits = {"timeout": 3, "reconnect_timeout": 1}
        config.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": size} | waits
    return config


AS_OWNER = env.bool("KYLKALEM_AS_OWNER", default=False)
WEB_URL = env.str("DATABASE_URL")
_owner_url = env.str("DATABASE_OWNER_URL", default=WEB_URL)
PUBLIC_DATABASE_URL = env.str("DATABASE_PUBLIC_URL", default=WEB_URL)

DATABASES = {
    "default": _database(_owner_url if AS_OWNER else WEB_URL),
    # The public views join some twenty tables: planning one costs five times what running it does, so each connection
    # plans a statement once. It does not ask first whether it still lives; showing.rows asks again instead.
    "public": _database(PUBLIC_DATABASE_URL) | {"TEST": {"MIRROR": "default"}, "CONN_HEALTH_CHECKS": False},
}
_public_options = DATABASES["public"].setdefault("OPTIONS", {})
_public_options |= {"server_side_binding": True, "prepare_threshold": 0}
_public_options["options"] = (
    f"{_public_options.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
)
PGHISTORY_DEFAULT_TRACKERS = ()

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- People ----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "staff.accounts.SignIn",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
ACCOUNT_ADAPTER = "staff.accounts.StaffOnly"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
SESSION_COOKIE_AGE = 12 * 60 * 60  # one exhibition day
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
if BEHIND_TLS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

# --- Safety ----------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
CSRF_FAILURE_VIEW = "gallery.errors.forbidden"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
if BEHIND_TLS:
    SECURE_HSTS_SECONDS = 63072000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 250  # the photos of a morning, sent at once

# --- Words -----------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "ky"
LANGUAGES = [("ky", "Кыргызча"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Bishkek"
SITE_NAME = _("Kyl kalem")

# --- Files -----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", VAR / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.StaticFiles"},
}
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR / "media")))
PUBLIC_MEDIA = MEDIA_ROOT / "public"  # clean renditions, served only through a view that asks first
PRIVATE_MEDIA = MEDIA_ROOT / "private"  # originals and signed papers
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refusal is no fault, and the address of a visitor's own page is a secret: neither belongs in a log.
    "loggers": {"django.request": {"level": "ERROR"}},
}

if os.environ.get("PYTEST_VERSION"):
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    WHITENOISE_AUTOREFRESH = True  # look for a file when it is asked for, not for all at once
