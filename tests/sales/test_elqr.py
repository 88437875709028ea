"""The national QR payment code: against codes written out by hand, and for whatever fields there may be."""

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales.paying import elqr
from sales.paying.elqr import Code

# Invented names and numbers, laid out as three banks have published theirs.
SUM = (
    "00020101021232720013qr.example.kg0103001101600000000000000011112UKK-0007-R12120212130212"
    "52045971530341754068500005909GSIN EXPO630445B9"
)
TYIYN = (
    "00020101021232720013qr.example.kg0103001101600000000000000011112UKK-0030-R01120212130212"
    "5204597153034175405100535909GSIN EXPO6304936e"
)
OPEN = "00020101021132560013qr.example.kg0103001101600000000000000021202111302115204597153034175909GSIN EXPO6304D111"
LETTERS = string.ascii_letters + string.digits + " -.,/:"


# --- Codes written out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount", "reference", "is_locked"),
    [(SUM, 850_000, "UKK-0007-R12", True), (TYIYN, 10_053, "UKK-0030-R01", True), (OPEN, None, "", False)],
)
def test_a_code_is_read_with_its_sum_in_tyiyn_and_its_number(text, amount, reference, is_locked):
    code = elqr.decode(text)

    assert (code.amount_tyiyn, code.reference, code.is_locked) == (amount, reference, is_locked)
    assert (code.name, code.merchant["00"], code.merchant["01"]) == ("GSIN EXPO", "qr.example.kg", "001")
    assert (code.get("52"), code.get("53"), code.get("58"), code.get("60")) == ("5971", "417", "", "")
    assert elqr.encode(code) == text


def test_a_sum_and_a_number_are_written_into_the_code_of_the_bank():
    open_ = elqr.decode(OPEN)

    code = elqr.locked(open_, 850_000, "UKK-0007-R12")

    same_receiver = elqr.decode(
        elqr.encode(replace(elqr.decode(SUM), fields=_of_account(SUM, open_.account)))
    )
    assert code == same_receiver
    assert elqr.decode(elqr.encode(code)) == code
    assert (code.name, code.account) == (open_.name, open_.account)


def _of_account(text, account):
    return tuple(
        (name, value.replace("0000000000000001", account)) for name, value in elqr.decode(text).fields
    )


def test_written_again_the_sum_and_the_number_take_the_place_of_the_old():
    code = elqr.locked(elqr.decode(SUM), 5, "AK17-402")

    assert (code.amount_tyiyn, code.reference, code.is_locked) == (5, "AK17-402", True)
    assert [name for name, _value in code.fields] == [name for name, _value in elqr.decode(SUM).fields]


def test_the_tail_is_read_in_small_and_in_capital_letters_and_written_as_the_bank_does():
    assert elqr.decode(SUM[:-4] + "45b9") == elqr.decode(SUM)
    small, large = (elqr.encode(elqr.locked(elqr.decode(text), 1, "A"))[-4:] for text in (TYIYN, SUM))

    assert (small, large) == (small.lower(), large.upper())


def test_the_checksum_of_other_payment_systems_is_no_tail():
    assert elqr.crc("123456789") == "29B1"  # the check value of CRC-16/CCITT-FALSE
    assert elqr.crc(SUM[:-4]) == "F102"

    with pytest.raises(elqr.Foreign):
        elqr.decode(SUM[:-4] + "F102")


@pytest.mark.parametrize("text", [SUM, TYIYN, OPEN])
def test_one_character_that_is_another_is_refused_wherever_it_stands(text):
    for at, was in enumerate(text):
        for other in set(string.printable) - {was, *(was.swapcase() if at >= len(text) - 4 else ())}:
            with pytest.raises(elqr.Wrong):
                elqr.decode(text[:at] + other + text[at + 1 :])


@pytest.mark.parametrize("text", [SUM, TYIYN, OPEN])
def test_what_is_cut_short_drawn_out_or_turned_round_is_refused(text):
    for at in range(len(text)):
        broken = {text[:at], text[at:] if at else "", text[:at] + text[at + 1 :], text[:at] + " " + text[at:]}
        for one in broken - {text}:
            with pytest.raises(elqr.Wrong):
                elqr.decode(one)


# --- What is no such code, though its tail fits -----------------------------------------------------------------


def with_tail(body):
    return f"{body}6304{elqr.tail(body)}"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (SUM[:-8].replace("5406850000", "54078500.00"), elqr.OtherSum),
        (SUM[:-8].replace("5406850000", "5406085000"), elqr.OtherSum),
        (SUM[:-8].replace("5406850000", "5406-85000"), elqr.OtherSum),
        (SUM[:-8].replace("5406850000", "5400"), elqr.Wrong),
        (SUM[:-8].replace("5303417", "5303840"), elqr.Wrong),
        (SUM[:-8].replace("5303417", ""), elqr.Wrong),
        (SUM[:-8].replace("52045971", ""), elqr.Wrong),
        (SUM[:-8].replace("5909GSIN EXPO", ""), elqr.Wrong),
        (SUM[:-8].replace("010212", "010213"), elqr.Wrong),
        (SUM[:-8].replace("000201", "000202"), elqr.Wrong),
        (SUM[:-8].replace("000201010212", "010212000201"), elqr.Wrong),
        (SUM[:-8] + "5303417", elqr.Wrong),
        (SUM[:-8] + "630400000", elqr.Wrong),
        (SUM[:-8] + "5909GSIN EXP", elqr.Wrong),
        (SUM[:-8].replace("120212", "120213"), elqr.Wrong),
        (SUM[:-8].replace("1016", "1416"), elqr.Wrong),
        (SUM[:-8].replace("0013qr.example.kg", "0513qr.example.kg"), elqr.Wrong),
        (SUM[:-8].replace("3272", "2672"), elqr.Wrong),
        (SUM[:-8].replace("3272", "3271"), elqr.Wrong),
        (SUM[:-8].replace("3272", "32\u0667\u0662"), elqr.Wrong),
        ("", elqr.Wrong),
        ("000201", elqr.Wrong),
    ],
)
def test_fields_that_make_no_payment_are_refused(body, kind):
    with pytest.raises(kind) as refused:
        elqr.decode(with_tail(body))
    assert refused.value.sentence


@pytest.mark.parametrize(
    "text", ["", "https://qr.example.kg", "ак17", "0" * 600, SUM + "\n", "6304" + elqr.tail("")]
)
def test_other_texts_are_refused(text):
    with pytest.raises(elqr.Wrong):
        elqr.decode(text)


@pytest.mark.parametrize(
    ("amount", "reference"),
    [
        (0, "AK17"),
        (-1, "AK17"),
        (10**13, "AK17"),
        (1, ""),
        (1, "17–402"),
        (1, "ak17"),
        (1, "A" * 26),
        (1, "Ж1"),
        (1, "A 1"),
    ],
)
def test_no_code_is_written_for_what_no_payment_can_be(amount, reference):
    with pytest.raises(elqr.Wrong):
        elqr.locked(elqr.decode(OPEN), amount, reference)


# --- Letters beyond ASCII: counted as the bank counts them --------------------------------------------------------


@pytest.mark.parametrize(("length", "counts"), [("08", "letters"), ("16", "bytes")])
def test_a_name_in_cyrillic_shows_how_its_bank_counts_and_is_written_so_again(length, counts):
    text = with_tail(OPEN[:-8].replace("5909GSIN EXPO", f"59{length}ЖААКҮНКЫ"))

    code = elqr.decode(text)
    again = elqr.decode(elqr.encode(elqr.locked(code, 850_000, "AK17-402")))

    assert (code.name, code.counts) == ("ЖААКҮНКЫ", counts)
    assert (again.name, again.counts, again.amount_tyiyn) == ("ЖААКҮНКЫ", counts, 850_000)


def test_a_name_in_cyrillic_whose_length_fits_neither_way_is_refused():
    with pytest.raises(elqr.Wrong):
        elqr.decode(with_tail(OPEN[:-8].replace("5909GSIN EXPO", "5909ЖААКҮНКЫ")))


# --- Whatever fields there may be ---------------------------------------------------------------------------------

values = st.text(LETTERS, min_size=1, max_size=20)
inside = st.fixed_dictionaries(
    {"00": values, "10": st.text(LETTERS, min_size=1, max_size=16)},
    optional={"01": values, "11": values, "12": st.sampled_from(["11", "12"]), "13": values},
)


@st.composite
def codes(draw):
    template = "".join(f"{name}{len(value):02}{value}" for name, value in sorted(draw(inside).items()))[:99]
    merchant = draw(st.sampled_from(elqr.MERCHANT))
    fields = {"52": draw(st.from_regex(r"\A[0-9]{4}\Z")), "53": "417", "59": draw(values)}
    fields |= draw(st.dictionaries(st.sampled_from(["26", "58", "60", "62", "64", "80", "99"]), values))
    if draw(st.booleans()):
        fields["54"] = str(draw(st.integers(1, 10**13 - 1)))
    rest = draw(st.permutations(sorted((fields | {merchant: template}).items())))
    return Code((("00", "01"), ("01", draw(st.sampled_from(["11", "12"]))), *rest))


@settings(derandomize=True)
@given(codes())
def test_what_was_written_is_read_again_as_it_was(code):
    assert elqr.decode(elqr.encode(code)) == code


@settings(derandomize=True)
@given(codes(), st.integers(1, 10**13 - 1), st.from_regex(r"\A[A-Z]{1,8}[0-9]{1,5}-[0-9]{3}\Z"))
def test_a_sum_written_into_any_code_is_the_sum_that_is_read(code, amount, reference):
    try:
        text = elqr.encode(elqr.locked(code, amount, reference))
    except elqr.Wrong:
        name = next(name for name in elqr.MERCHANT if code.get(name))
        assert len(code.get(name)) + len(reference) + 10 > 99  # no room for it
        return

    paid = elqr.decode(text)

    assert (paid.amount_tyiyn, paid.reference, paid.is_locked) == (amount, reference, True)
    assert (paid.name, paid.account) == (code.name, code.account)


@settings(derandomize=True)
@given(codes(), st.data())
def test_one_changed_character_is_refused_in_any_code(code, data):
    text = elqr.encode(code)
    at = data.draw(st.integers(0, len(text) - 5))
    other = data.draw(st.sampled_from(sorted(set(string.printable) - {text[at]})))

    with pytest.raises(elqr.Wrong):
        elqr.decode(text[:at] + other + text[at + 1 :])


@settings(derandomize=True)
@given(st.text(max_size=200))
def test_no_text_whatever_breaks_the_reader(text):
    for one in (text, with_tail(text), with_tail("000201010211" + text)):
        try:
            assert elqr.decode(elqr.encode(elqr.decode(one))) == elqr.decode(one)
        except elqr.Wrong:
            continue
