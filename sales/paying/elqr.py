"""The national QR payment code, ELQR: read strictly, and written anew with a sum and a number.

Its layout is that of EMVCo's merchant-presented codes: two digits of a field's name, two of its length, its value, and
so on. What differs is known from codes that three banks have published, not from the rule itself, whose layout is not
public: the sum stands in tyiyn as a whole number, and the tail is the end of a SHA-256, not a CRC-16.

Not known, and so not guessed: whether a length counts letters or bytes once a name is not plain ASCII (a bank's own
code shows it, and is followed), and what the flag 13 means (it goes with the lock, as in what was published)."""

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import Literal

from django.utils.translation import gettext as _

Fields = tuple[tuple[str, str], ...]
Counts = Literal["letters", "bytes"]

SOM = "417"  # ISO 4217
MERCHANT = ("32", "33")
BANK, SERVICE, ACCOUNT, REFERENCE, LOCK, FLAG = (
    "00",
    "01",
    "10",
    "11",
    "12",
    "13",
)  # inside the merchant's field
FIXED, OPEN = "12", "11"
LONGEST = 512  # characters; more than any code of a bank, and what a QR code can hold at a readable size
SUM = re.compile(r"[1-9][0-9]{0,12}")
NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{0,24}")
TAIL = re.compile(r"[0-9A-Fa-f]{4}")


class Wrong(ValueError):
    """This is not such a code. `sentence` says in which way."""

    @property
    def sentence(self) -> str:
        return _("This is not the text of a national QR payment code.")


class Damaged(Wrong):
    @property
    def sentence(self) -> str:
        return _(
            "The end of the code does not fit the rest: a letter is missing or another one. Copy it once more."
        )


class Foreign(Wrong):
    @property
    def sentence(self) -> str:
        return _(
            "This is a code of another payment system. Ask the bank for the code of the national one, ELQR."
        )


class OtherSum(Wrong):
    @property
    def sentence(self) -> str:
        return _(
            "The sum in this code is not written in tyiyn. Ask the bank how it writes sums before using it."
        )


@dataclass(frozen=True, slots=True)
class Code:
    """The fields in their order, without the tail. How lengths are counted, and how the tail's letters are written, is
    kept as the bank does it."""

    fields: Fields
    counts: Counts = field(default="letters", compare=False)
    small_tail: bool = field(default=False, compare=False)

    def get(self, name: str) -> str:
        return dict(self.fields).get(name, "")

    @property
    def merchant(self) -> dict[str, str]:
        return dict(_read(next(self.get(name) for name in MERCHANT if self.get(name)), self.counts))

    @property
    def account(self) -> str:
        return self.merchant[ACCOUNT]

    @property
    def reference(self) -> str:
        return self.merchant.get(REFERENCE, "")

    @property
    def is_locked(self) -> bool:
        return self.merchant.get(LOCK) == FIXED

    @property
    def amount_tyiyn(self) -> int | None:
        return int(self.get("54")) if self.get("54") else None

    @property
    def name(self) -> str:
        return self.get("59")


def decode(text: str) -> Code:
    """Read a code. Raises Wrong, or one of its kinds, for anything that is not exactly one."""
    if not 8 < len(text) <= LONGEST or not text.isprintable():
        raise Wrong(text)
    body, mark, given = text[:-8], text[-8:-4], text[-4:]
    if mark != "6304" or not TAIL.fullmatch(given):
        raise Wrong(text)
    if tail(body) != given.lower():
        raise Foreign(text) if crc(f"{body}{mark}") == given.upper() else Damaged(text)
    small = given != given.upper()
    ways: tuple[Counts, ...] = ("letters",) if body.isascii() else ("letters", "bytes")
    found = []
    for counts in ways:
        try:
            found.append(_checked(Code(_read(body, counts), counts, small)))
        except OtherSum:
            raise
        except Wrong:
            continue
    if len(found) != 1:
        raise Wrong(text)
    return found[0]


def encode(code: Code) -> str:
    """Write a code, tail and all. Raises Wrong for fields that make none."""
    _checked(code)
    body = _write(code.fields, code.counts)
    end = tail(body)
    text = f"{body}6304{end if code.small_tail else end.upper()}"
    if len(text) > LONGEST:
        raise Wrong(text)
    return text


def locked(code: Code, amount_tyiyn: int, reference: str) -> Code:
    """The same receiver, with a sum that the payer cannot change and a number to find the payment by."""
    if amount_tyiyn <= 0 or not NUMBER.fullmatch(reference):
        raise Wrong(f"{amount_tyiyn} {reference}")
    name = next(name for name in MERCHANT if code.get(name))
    inner = _read(code.get(name), code.counts)
    inner = _put(_put(inner, REFERENCE, reference), LOCK, FIXED)
    if FLAG in dict(inner):
        inner = _put(inner, FLAG, FIXED)
    fields = _put(_put(code.fields, "01", "12"), name, _write(inner, code.counts))
    return _checked(replace(code, fields=_put(fields, "54", str(amount_tyiyn))))


def tail(body: str) -> str:
    """The last four digits, in small letters, of the SHA-256 of everything before the field 63."""
    return hashlib.sha256(body.encode()).hexdigest()[-4:]


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE, as the codes of other payment systems end with."""
    register = 0xFFFF
    for byte in text.encode():
        register ^= byte << 8
        for _bit in range(8):
            register = (register << 1 ^ 0x1021 if register & 0x8000 else register << 1) & 0xFFFF
    return f"{register:04X}"


def _checked(code: Code) -> Code:
    names = [name for name, _value in code.fields]
    first = dict(code.fields[:2])
    if len(set(names)) != len(names) or "63" in names or first.get("00") != "01":
        raise Wrong(names)
    if first.get("01") not in {OPEN, FIXED} or names[:2] != ["00", "01"]:
        raise Wrong(names)
    if code.get("53") != SOM or not code.name or not re.fullmatch("[0-9]{4}", code.get("52")):
        raise Wrong(names)
    if not any(code.get(name) for name in MERCHANT):
        raise Foreign(names)
    merchant = code.merchant
    if not merchant.get(BANK) or not merchant.get(ACCOUNT) or merchant.get(LOCK, OPEN) not in {OPEN, FIXED}:
        raise Wrong(names)
    if code.get("54") and not SUM.fullmatch(code.get("54")):
        raise OtherSum(code.get("54"))
    return code


def _read(text: str, counts: Counts) -> Fields:
    # Bytes are counted as the letters of Latin-1, of which each is one.
    raw = text if counts == "letters" else text.encode().decode("latin-1")
    fields: list[tuple[str, str]] = []
    at = 0
    while at < len(raw):
        head = raw[at : at + 4]
        if not re.fullmatch("[0-9]{4}", head):
            raise Wrong(text)
        value = raw[at + 4 : at + 4 + int(head[2:])]
        if not value or len(value) != int(head[2:]):
            raise Wrong(text)
        try:
            fields.append((head[:2], value if counts == "letters" else value.encode("latin-1").decode()))
        except UnicodeDecodeError:
            raise Wrong(text) from None
        at += 4 + len(value)
    if len(dict(fields)) != len(fields):
        raise Wrong(text)
    return tuple(fields)


def _write(fields: Fields, counts: Counts) -> str:
    return "".join(f"{name}{_length(value, counts):02}{value}" for name, value in fields)


def _length(value: str, counts: Counts) -> int:
    length = len(value) if counts == "letters" else len(value.encode())
    if not 0 < length < 100 or not value.isprintable():
        raise Wrong(value)
    return length


def _put(fields: Fields, name: str, value: str) -> Fields:
    """Change a field where it stands; a new one stands before the first whose name is greater."""
    if name in dict(fields):
        return tuple((key, value if key == name else old) for key, old in fields)
    before = next((n for n, (key, _old) in enumerate(fields) if key > name), len(fields))
    return (*fields[:before], (name, value), *fields[before:])
