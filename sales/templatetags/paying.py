from django import template
from django.utils.safestring import SafeString

from sales import qr as codes

register = template.Library()


@register.filter
def qr(text: str) -> SafeString:
    """{{ shown.text|qr }} -> the code as a drawing"""
    return codes.drawn(text)
