"""Institutions, artists and identities: what identifies a person stands apart, and logs keep only numbers."""

import pytest

from inmates.models import Identity, IdentityReading, Institution
from staff.models import Membership
from tests.factories import make_artist, make_institution, make_user
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def identity():
    return Identity.objects.create(artist=make_artist(), surname="Асанов", first_name="Бакыт")


def reading_right(institution=None):
    user = make_user()
    Membership.objects.create(user=user, role="auditor", institution=institution, reads_identities=True)
    return user


def test_what_logs_keep_for_ever_names_nobody(identity):
    assert str(identity) == str(identity.artist_id)
    assert str(identity.artist) == identity.artist.number
    assert "Асанов" not in repr(identity) + repr(identity.artist)


@pytest.mark.parametrize("role", ["cataloguer", "reviewer", "organiser", "cashier", "treasurer", "auditor"])
def test_no_role_opens_identities_without_the_right_to_read_them(identity, role):
    assert not Identity.objects.visible_to(make_user(role=role)).exists()


def test_not_even_a_superuser_reads_identities_without_the_right(identity):
    assert not Identity.objects.visible_to(make_user(is_superuser=True)).exists()


def test_the_right_to_read_identities_ends_at_the_institutions_wall(identity):
    own, other = identity.artist.institution, make_institution()

    assert Identity.objects.visible_to(reading_right()).count() == 1
    assert Identity.objects.visible_to(reading_right(own)).count() == 1
    assert Identity.objects.visible_to(reading_right(other)).count() == 0


def test_a_reading_of_an_identity_has_a_reason(identity):
    with refused_by("identity_reading_has_reason"):
        IdentityReading.objects.create(identity=identity, read_by=make_user(), reason=" \u200b ")


@pytest.mark.parametrize(
    "statement", ["DELETE FROM inmates_identityreading", "UPDATE inmates_identityreading SET reason = 'none'"]
)
def test_a_reading_of_an_identity_is_never_taken_back(identity, statement):
    IdentityReading.objects.create(
        identity=identity, read_by=make_user(), reason="He asked for his statement"
    )

    with refused_by("only_added"):
        write(statement)


def test_an_institution_that_may_be_named_has_a_name_for_the_public():
    with refused_by("institution_named_has_public_name"):
        make_institution(may_be_named=True)


def test_an_institutions_ceiling_is_one_of_the_levels():
    with refused_by("institution_ceiling_is_known"):
        make_institution(attribution_ceiling="nickname")


def test_a_new_artist_is_not_named_and_a_new_institution_names_nobody_in_full():
    assert make_artist(consents=False).consents.count() == 0
    assert Institution().may_be_named is False
    assert Institution().attribution_ceiling == "first_name_initial"
