from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from exhibitions.showing import ShownExhibit
from gallery import dates, words
from sales import money, phones

register = template.Library()

LIST_WIDTH = 720

register.filter("number", words.number)
register.filter("title", words.title)
register.filter("quoted", words.quoted)
register.filter("plain", words.plain)
register.filter("size", words.size)
register.filter("maker", words.maker)
register.filter("medium", words.medium)
register.filter("tongue", words.in_tongue)
register.filter("is_long", words.is_long)
register.filter("address", words.address)
register.filter("candidates", words.candidates)
register.filter("day", dates.day)
register.filter("full_day", dates.full_day)
register.filter("clock", dates.clock)
register.filter("readable", phones.readable)


@register.filter
def span(show: object) -> str:
    """{{ show|span }} -> Суббота, 14 ноября 2026, 10:00–18:00"""
    return dates.span(show.opens_at, show.closes_at)  # type: ignore[attr-defined]


@register.filter
def price(tyiyn: int) -> SafeString:
    """Figures and currency in one box that never breaks, the word quieter than the sum."""
    return format_html('<span class="price">{}\u00a0<span>{}</span></span>', money.figure(tyiyn), gettext("som"))


@register.filter
def in_list(exhibit: ShownExhibit) -> list:
    """A card is never wider than half a phone or a third of a wall: two candidates do, and their names are most of
    what a list weighs."""
    return [image for image in exhibit.images if image.width <= LIST_WIDTH] or list(exhibit.images[:1])


@register.filter
def som_words(som: int) -> str:
    """{{ 5000|som_words }} -> 5 000 сом"""
    return money.som(som * 100)
