from django import template

from sales import money

register = template.Library()


@register.filter
def som(tyiyn: int | None) -> str:
    """{{ exhibit.price_tyiyn|som }} -> 12 500 сом"""
    return "" if tyiyn is None else money.som(tyiyn)


@register.filter
def figure(tyiyn: int | None) -> str:
    return "" if tyiyn is None else money.figure(tyiyn)
