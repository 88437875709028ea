"""Telephone numbers as people write them, kept as E.164; a keyed hash stands for them where they are only compared."""

import hashlib
import hmac

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _

from staff.text import one_line

HOME = "KG"


class BadPhone(ValueError):
    """The text is no telephone number one could call; str() is the sentence for the person."""


def normalise(text: str) -> str:
    """ "0700 123 456" -> "+996700123456". Numbers of other countries are accepted with their +code."""
    try:
        # A number copied out of a phone's contacts comes with marks that nobody sees.
        number = phonenumbers.parse(one_line(text)[:40], HOME)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise BadPhone(_("Please check the number. It should look like +996 700 123 456."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(phone: str) -> str:
    """ "+996700123456" -> "+996 700 123 456". What an organiser wrote that is no single number stays as it is."""
    try:
        number = phonenumbers.parse(phone, HOME)
    except phonenumbers.NumberParseException:
        return phone
    if not phonenumbers.is_valid_number(number):
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def contact(phone: str) -> bytes:
    """The 32 bytes that stand for a normalised number in claims: nobody can call them."""
    return hmac.new(settings.SECRET_KEY.encode(), b"contact:" + phone.encode(), hashlib.sha256).digest()
