from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from gallery import dates, pictures, words
from sales import money, phones

register = template.Library()

register.filter("number", words.number)
register.filter("title", words.title)
register.filter("quoted", words.quoted)
register.filter("plain", words.plain)
register.filter("size", words.size)
register.filter("maker", words.maker)
register.filter("medium", words.medium)
register.filter("tongue", words.in_tongue)
register.filter("display", words.display)
register.filter("is_long", words.is_long)
register.filter("address", pictures.address)
register.filter("candidates", pictures.candidates)
register.filter("in_list", pictures.in_list)
register.filter("card_sizes", pictures.card_sizes)
register.filter("day", dates.day)
register.filter("full_day", dates.full_day)
register.filter("clock", dates.clock)
register.filter("readable", phones.readable)


@register.filter
def figure(tyiyn: int | None) -> str:
    """A sum without its currency, for the wall board. Nothing where there is no price yet."""
    return "" if tyiyn is None else money.figure(tyiyn)


@register.filter
def span(show: object) -> str:
    """{{ show|span }} -> Суббота, 14 ноября 2026, 10:00–18:00"""
    return dates.span(show.opens_at, show.closes_at)  # type: ignore[attr-defined]


@register.filter
def price(tyiyn: int | None) -> SafeString | str:
    """Figures and currency in one box that never breaks, the word quieter than the sum. Nothing in the second around
    the opening when our clock says "open" and the database's not yet."""
    if tyiyn is None:
        return ""
    return format_html(
        '<span class="price">{}\u00a0<span>{}</span></span>', money.figure(tyiyn), gettext("som")
    )


@register.simple_tag
def fresh_key() -> str:
    """For a form that acts once, however often it is sent. Only on pages that are made for one visitor."""
    return str(uuid4())


@register.simple_tag
def hero_sizes() -> str:
    return pictures.HERO_SIZES


@register.simple_tag
def page_sizes() -> str:
    return pictures.PAGE_SIZES


@register.filter
def som_words(som: int) -> str:
    """{{ 5000|som_words }} -> 5 000 сом"""
    return money.som(som * 100)
