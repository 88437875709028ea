"""Promise 7: whose rows a person may see, asked of every model in one word."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from exhibitions.models import Artwork, Exhibit, Exhibition, Photo, Publication, Venue
from inmates.models import Artist, Consent, Institution
from sales.models import Claim, Payment, Reservation, Sale
from staff.models import Membership, Role
from staff.scope import ScopedQuerySet
from tests.factories import make_artist, make_artwork, make_exhibit, make_hold, make_sale, make_user
from tests.guards import refused_by

pytestmark = pytest.mark.django_db

OWNED = (Institution, Artist, Consent, Artwork, Photo, Publication, Exhibit)
MONEY = (Claim, Sale, Payment)
ROOM = (Exhibition, Venue)


@pytest.fixture
def two_houses(institution, other_institution):
    """A work of each institution, hung together; the first held, the second sold."""
    own, foreign = (
        make_exhibit(artwork=make_artwork(artist=make_artist(institution=each)))
        for each in (institution, other_institution)
    )
    make_hold(own)
    make_sale(foreign)
    return own, foreign


def institutions_of(queryset):
    path = queryset.institution_path
    return set(queryset.values_list(path, flat=True))


@pytest.mark.parametrize("model", OWNED)
def test_a_cataloguer_sees_the_rows_of_their_institution_only(two_houses, cataloguer, institution, model):
    assert institutions_of(model.objects.all()) > {institution.pk}
    assert institutions_of(model.objects.visible_to(cataloguer)) == {institution.pk}


@pytest.mark.parametrize("model", OWNED)
def test_a_reviewer_of_all_institutions_sees_all_rows(two_houses, reviewer, model):
    assert set(model.objects.visible_to(reviewer)) == set(model.objects.all())


@pytest.mark.parametrize("model", [*OWNED, *MONEY, *ROOM, Reservation])
def test_nobody_without_a_membership_sees_anything(two_houses, model):
    assert model.objects.exists()
    for stranger in (AnonymousUser(), make_user(), make_user(is_staff=True)):
        assert not model.objects.visible_to(stranger).exists()


@pytest.mark.parametrize("model", [*OWNED, *MONEY, *ROOM, Reservation])
@pytest.mark.parametrize("fields", [{"is_superuser": True}, {"role": "organiser"}])
def test_someone_who_left_sees_nothing_any_more(two_houses, model, fields):
    assert not model.objects.visible_to(make_user(is_active=False, **fields)).exists()


@pytest.mark.parametrize("model", [*MONEY, Reservation])
def test_money_and_reservations_are_for_those_who_serve_the_whole_room(
    two_houses, cashier, institution, model
):
    of_one_institution = make_user(role="cashier", institution=institution)

    assert model.objects.visible_to(cashier).count() == model.objects.count() > 0
    assert not model.objects.visible_to(of_one_institution).exists()


@pytest.mark.parametrize("role", ["treasurer", "auditor", "reviewer"])
def test_telephones_are_for_the_desk(two_houses, role):
    assert not Reservation.objects.visible_to(make_user(role=role)).exists()


@pytest.mark.parametrize("model", OWNED)
def test_two_roles_in_two_institutions_add_up_only_where_the_role_sees_the_model(
    two_houses, institution, other_institution, model
):
    user = make_user(role="cataloguer", institution=institution)
    Membership.objects.create(user=user, role="cashier", institution=other_institution)

    expected = {institution.pk, other_institution.pk} if model in (Institution, Exhibit) else {institution.pk}
    assert institutions_of(model.objects.visible_to(user)) == expected


def test_a_right_that_is_taken_away_is_gone_at_the_next_request(two_houses, cataloguer):
    assert Artwork.objects.visible_to(cataloguer).exists()

    cataloguer.memberships.all().delete()

    assert not Artwork.objects.visible_to(type(cataloguer).objects.get(pk=cataloguer.pk)).exists()


def test_a_model_that_says_nothing_shows_nothing(two_houses, organiser):
    class Unset(ScopedQuerySet):
        pass

    assert Artwork.objects.visible_to(organiser).exists()
    assert not Unset(Artwork).visible_to(organiser).exists()


def test_every_role_that_sees_a_model_is_a_role():
    roles = set(Role.values)
    for model in apps.get_models():
        queryset = model._default_manager.all()
        if isinstance(queryset, ScopedQuerySet):
            assert queryset.seen_by <= roles, model


def test_a_role_is_held_once_in_each_institution_and_is_known(institution):
    user = make_user(role="reviewer")
    with refused_by("one_membership_per_role_and_institution"):
        Membership.objects.create(user=user, role="reviewer")
    with refused_by("membership_role_is_known"):
        Membership.objects.create(user=user, role="director", institution=institution)
