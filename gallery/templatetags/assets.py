"""Our own stylesheets and scripts, each with the hash of what it has to be: a browser refuses a tampered file."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def stylesheet(name: str) -> SafeString:
    """{% stylesheet "css/site.css" %}"""
    return format_html('<link rel="stylesheet" href="{}"{}>', static(name), _integrity(name))


@register.simple_tag
def script(name: str) -> SafeString:
    """{% script "js/live.js" %}"""
    return format_html('<script type="module" src="{}"{}></script>', static(name), _integrity(name))


def _integrity(name: str) -> SafeString | str:
    """Only where files are collected under names that bear their hash: what was read once stays true."""
    stored_name = getattr(staticfiles_storage, "stored_name", None)
    if settings.DEBUG or stored_name is None:
        return ""
    return format_html(' integrity="sha384-{}"', _sha384(staticfiles_storage.path(stored_name(name))))


@lru_cache(maxsize=64)
def _sha384(path: str) -> str:
    return base64.b64encode(hashlib.sha384(Path(path).read_bytes()).digest()).decode()
