"""Sums are integers of tyiyn; 1 som is 100 tyiyn. People read "12 500 сом", with no-break spaces."""

from django.utils.translation import gettext as _

NO_BREAK_SPACE = "\u00a0"


def figure(tyiyn: int) -> str:
    """1250000 -> "12 500"; tyiyn only where there are any: 1250050 -> "12 500,50"."""
    som, rest = divmod(abs(tyiyn), 100)
    text = f"{som:,}".replace(",", NO_BREAK_SPACE) + (f",{rest:02}" if rest else "")
    return f"−{text}" if tyiyn < 0 else text


def som(tyiyn: int) -> str:
    """1250000 -> "12 500 сом"."""
    # Translators: the currency, after a sum
    return f"{figure(tyiyn)}{NO_BREAK_SPACE}{_('som')}"


def from_som(text: str) -> int:
    """What a cashier types, in tyiyn: "12 500" -> 1250000. Raises ValueError for anything but a sum."""
    whole, _comma, part = text.replace("\u00a0", "").replace(" ", "").replace(".", ",").partition(",")
    if (
        not whole.isascii()
        or not whole.isdigit()
        or len(whole) > 9
        or (part and not (part.isascii() and part.isdigit()))
    ):
        raise ValueError(text)
    if len(part) > 2:
        raise ValueError(text)
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)
