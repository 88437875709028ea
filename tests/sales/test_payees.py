"""Whom visitors pay by QR: an organisation, and one that two people chose."""

import pytest
from django.utils import timezone

from sales.models import Payee, PayeeChoice
from sales.paying import elqr, payees
from sales.paying.bank_qr import shown
from tests.factories import bank_code, make_exhibition, make_payee, pay_by_qr
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db

PERSONS = ("1" + "0" * 13, "21504199000123")
NOT_NUMBERS = ("", "0123456789012", "012345678901234", "0123456789012a", "٠" * 14, "+996700123456")
WALLETS = ("996700123456", "+996700123456", "0700123456", "21504199000123", "11504199000123")


# --- An organisation ----------------------------------------------------------------------------------------------


def test_an_organisation_is_written_down_with_the_number_its_code_pays(organiser):
    payee = make_payee(inn="0123 4567 890 123", code_text=f"  {bank_code('M-77')}\n", by=organiser)

    assert (payee.inn, payee.account, payee.added_by) == ("01234567890123", "M-77", organiser)
    assert elqr.decode(payee.code).account == "M-77"


@pytest.mark.parametrize("inn", [*PERSONS, *NOT_NUMBERS])
def test_a_persons_number_is_no_organisation(inn):
    with pytest.raises(payees.NotAnOrganisation) as refused:
        make_payee(inn=inn)

    assert refused.value.sentence
    assert Payee.objects.count() == 0


@pytest.mark.parametrize("account", WALLETS)
def test_a_persons_wallet_cannot_be_written_down(account):
    with pytest.raises(payees.Wallet) as refused:
        make_payee(code_text=bank_code(account))

    assert refused.value.sentence
    assert Payee.objects.count() == 0


def test_what_is_wrong_with_a_code_is_said():
    for_one_sale = elqr.encode(elqr.locked(elqr.decode(bank_code()), 100, "AK17"))
    whole = bank_code()
    other_system = whole[:-4] + elqr.crc(whole[:-4])

    said = set()
    for text in (whole.replace("GSIN", "GSUN"), other_system, for_one_sale, "https://bank.example"):
        with pytest.raises(payees.Refused) as refused:
            make_payee(code_text=text)
        said.add(refused.value.sentence)

    assert (len(said), all(said), Payee.objects.count()) == (4, True, 0)


@pytest.mark.parametrize("writes_sum", [True, False])
def test_the_sum_is_written_in_only_where_the_bank_lets_us(writes_sum):
    payee = make_payee(writes_sum=writes_sum)

    seen = shown(payee, 850_000, "AK17-402")

    code = elqr.decode(seen.text)
    assert (seen.is_locked, seen.text == payee.code) == (writes_sum, not writes_sum)
    assert (code.amount_tyiyn, code.reference) == ((850_000, "AK17-402") if writes_sum else (None, ""))
    assert (seen.name, seen.inn, seen.amount_tyiyn, seen.reference) == (
        payee.name,
        payee.inn,
        850_000,
        "AK17-402",
    )


# --- Two people ---------------------------------------------------------------------------------------------------


@pytest.fixture
def exhibition():
    return make_exhibition()


def test_nobody_is_paid_before_a_second_person_agrees(exhibition, organiser, treasurer):
    payee = make_payee(by=organiser)
    choice = payees.ask(exhibition, payee, reason="Келишим № 7", by=organiser)
    assert payees.standing(exhibition.pk) is None

    with pytest.raises(payees.SamePerson):
        payees.agree(choice, by=organiser)
    assert payees.standing(exhibition.pk) is None
    payees.agree(choice, by=treasurer)

    choice.refresh_from_db()
    assert payees.standing(exhibition.pk) == payee
    assert (choice.asked_by, choice.agreed_by, choice.ended_at) == (organiser, treasurer, None)
    assert payees.standing(make_exhibition().pk) is None


def test_a_change_waits_for_two_people_and_the_old_choice_stays_to_be_read(exhibition, organiser, treasurer):
    before = pay_by_qr(exhibition)
    other = make_payee(code_text=bank_code("M-99"))

    choice = payees.ask(exhibition, other, reason="Жаңы банк", by=organiser)
    assert payees.standing(exhibition.pk) == before.payee
    payees.agree(choice, by=treasurer)

    before.refresh_from_db()
    assert payees.standing(exhibition.pk) == other
    assert (before.ended_by, before.ended_at is not None, PayeeChoice.objects.count()) == (treasurer, True, 2)


def test_one_change_waits_at_a_time_and_can_be_dropped(exhibition, organiser, treasurer):
    first = payees.ask(exhibition, make_payee(), reason="Бир", by=organiser)
    with pytest.raises(payees.Waiting):
        payees.ask(exhibition, make_payee(), reason="Эки", by=treasurer)

    payees.end(first, by=organiser)
    second = payees.ask(exhibition, make_payee(), reason="Эки", by=treasurer)

    with pytest.raises(payees.AlreadyDone):
        payees.agree(first, by=treasurer)
    payees.agree(second, by=organiser)
    with pytest.raises(payees.AlreadyDone):
        payees.agree(second, by=organiser)
    assert payees.standing(exhibition.pk) == second.payee


def test_one_person_stops_it_at_once(exhibition, cashier):
    choice = pay_by_qr(exhibition)

    payees.end(choice, by=cashier)

    assert payees.standing(exhibition.pk) is None
    with pytest.raises(payees.AlreadyDone):
        payees.end(choice, by=cashier)


def test_a_choice_has_a_reason(exhibition, organiser):
    with pytest.raises(payees.NoReason):
        payees.ask(exhibition, make_payee(), reason=" \u200b ", by=organiser)


# --- What the database refuses ------------------------------------------------------------------------------------


def insert(**changed):
    """A row of what was typed, past every rule."""
    payee = make_payee()
    fields = {
        name: getattr(payee, name)
        for name in ("name", "inn", "bank", "account_kind", "code", "account", "writes_sum", "added_by_id")
    }
    Payee.objects.bulk_create([Payee(**fields | changed, added_at=timezone.now())])


@pytest.mark.parametrize("inn", [*PERSONS, "", "0123456789012", "0123456789012a"])
def test_the_database_pays_no_person(inn):
    with refused_by("payee_is_an_organisation"):
        insert(inn=inn)


@pytest.mark.parametrize("account", ["", *WALLETS])
def test_the_database_pays_no_wallet(account):
    with refused_by("payee_account_is_no_wallet"):
        insert(account=account, code=bank_code(account or "x"))


@pytest.mark.parametrize(
    "changed",
    [
        {"code": bank_code()[:-4] + "0000"},
        {"code": bank_code().replace("GSIN", "GSUN")},
        {"code": bank_code("M-1"), "account": "M-2"},
        {"code": ""},
    ],
)
def test_the_database_keeps_no_code_that_was_changed(changed):
    with refused_by("payee_code_is_whole"):
        insert(**changed)


@pytest.mark.parametrize(
    ("guard", "changed"),
    [
        ("payee_account_kind_is_known", {"account_kind": "wallet"}),
        ("payee_is_named", {"name": ""}),
        ("payee_is_named", {"bank": ""}),
    ],
)
def test_the_database_asks_for_a_name_a_bank_and_a_known_kind(guard, changed):
    with refused_by(guard):
        insert(**changed)


def test_what_is_written_of_a_payee_is_never_changed():
    payee = make_payee()

    with refused_by("only_added"):
        Payee.objects.filter(pk=payee.pk).update(code=bank_code("M-99"), account="M-99")
    with refused_by("only_added"):
        write("DELETE FROM sales_payee WHERE id = %s", payee.pk)


def test_nobody_agrees_to_their_own_choice_behind_the_rules_back(exhibition, organiser):
    choice = payees.ask(exhibition, make_payee(), reason="Келишим", by=organiser)

    with refused_by("payee_choice_is_agreed_by_someone_else"):
        PayeeChoice.objects.filter(pk=choice.pk).update(agreed_by=organiser, agreed_at=timezone.now())
    with refused_by("payee_choice_is_agreed_by_someone_else"):
        PayeeChoice.objects.filter(pk=choice.pk).update(agreed_at=timezone.now())
    with refused_by("payee_choice_end_has_a_person"):
        PayeeChoice.objects.filter(pk=choice.pk).update(ended_at=timezone.now())


def test_a_choice_is_asked_for_first_and_never_reworded(exhibition, organiser, treasurer):
    other, now = make_payee(code_text=bank_code("M-99")), timezone.now()
    fields = {"exhibition": exhibition, "payee": other, "asked_by": organiser, "asked_at": now, "reason": "x"}

    with refused_by("payee_choice_guard"):
        PayeeChoice.objects.create(**fields, agreed_by=treasurer, agreed_at=now)
    with refused_by("payee_choice_has_reason"):
        PayeeChoice.objects.create(**fields | {"reason": ""})
    choice = pay_by_qr(exhibition)
    row = PayeeChoice.objects.filter(pk=choice.pk)
    for changed in ({"payee": other}, {"agreed_by": None, "agreed_at": None}, {"reason": "y"}):
        with refused_by("payee_choice_guard"):
            row.update(**changed)
    with refused_by("payee_choice_guard"):
        write("DELETE FROM sales_payeechoice WHERE id = %s", choice.pk)
    payees.end(choice, by=organiser)
    with refused_by("payee_choice_guard"):
        row.update(ended_by=None, ended_at=None)


def test_one_payee_stands_and_one_waits(exhibition, organiser, treasurer):
    pay_by_qr(exhibition)
    waiting = payees.ask(exhibition, make_payee(), reason="Эки", by=organiser)

    with refused_by("one_standing_payee_per_exhibition"):
        PayeeChoice.objects.filter(pk=waiting.pk).update(agreed_by=treasurer, agreed_at=timezone.now())
    with refused_by("one_waiting_payee_per_exhibition"):
        PayeeChoice.objects.create(
            exhibition=exhibition,
            payee=waiting.payee,
            asked_by=treasurer,
            asked_at=timezone.now(),
            reason="Үч",
        )
