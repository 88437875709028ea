from django import template
from django.utils.safestring import SafeString

from sales import fiscal as fiscals
from sales import qr as codes
from sales.models import Sale

register = template.Library()


@register.filter
def qr(text: str) -> SafeString:
    """{{ shown.text|qr }} -> the code as a drawing"""
    return codes.drawn(text)


@register.filter
def fiscal(sale: Sale) -> str:
    """{{ sale|fiscal }} -> what a paper of this sale says about the cash register"""
    return fiscals.said(sale)
