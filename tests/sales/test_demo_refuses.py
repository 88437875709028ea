"""Where the demonstration does not go, and that it is the same each time. Apart from test_demo.py, because here the
database is empty."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from exhibitions.models import Artwork, Exhibition
from sales import demo
from sales.models import Claim
from staff.models import User


@pytest.fixture
def near(settings, tmp_path):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "kylkalem.local", "192.168.1.20"]
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA, settings.PRIVATE_MEDIA = (
        tmp_path,
        tmp_path / "public",
        tmp_path / "private",
    )


@pytest.mark.django_db
def test_one_account_is_enough_to_keep_it_away(near):
    User.objects.create(username="somebody")

    with pytest.raises(demo.CannotDemonstrate, match="holds data already"):
        demo.build()

    assert Artwork.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["exhibition.example", "*", ".kg", "8.8.8.8"])
def test_where_strangers_may_knock_it_makes_no_known_password(near, settings, host):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, host]

    with pytest.raises(CommandError, match=re.escape(host)):
        call_command("demo")

    assert User.objects.count() == 0
    demo.check(force=True)


@pytest.mark.django_db
def test_without_the_demonstration_nothing_is_printed_that_would_not_work():
    printed = io.StringIO()

    call_command("demo", sign_ins=True, stdout=printed)

    assert demo.PASSWORD not in printed.getvalue()


@pytest.mark.django_db
def test_the_same_moment_makes_the_same_rows(near):
    def snapshot():
        works = Artwork.objects.order_by("inventory_number")
        taken = Claim.objects.order_by("from_at", "exhibit__catalogue_number")
        shows = Exhibition.objects.order_by("code")
        return (
            list(works.values_list("inventory_number", "title_ky", "artist__number")),
            list(taken.values_list("kind", "from_at", "until_at", "exhibit__catalogue_number")),
            list(shows.values_list("opens_at", "closes_at", "announced_at")),
        )

    now, seen = timezone.now(), []
    for _ in range(2):
        with transaction.atomic():
            demo.build(now=now)
            seen.append(snapshot())
            transaction.set_rollback(True)

    assert seen[0] == seen[1]
