"""Commands beside a running house."""

from config import beside

HOUSE = "http://127.0.0.1:8001"


def make_house(place, make_cluster):
    cluster = make_cluster("var/postgres")
    (place / "var").mkdir()
    (place / "var" / "secret-key").write_text("k" * 40)
    (place / "var" / "run.lock").write_text(HOUSE)
    return cluster


def test_a_command_joins_the_house_that_runs_in_its_folder(place, make_cluster):
    addresses = make_house(place, make_cluster).start()
    env = {}

    beside.join(env, base=place)

    assert env == addresses | {"SECRET_KEY": "k" * 40, "PUBLIC_URL": HOUSE}


def test_what_is_set_stays(place, make_cluster):
    addresses = make_house(place, make_cluster).start()
    own = {"SECRET_KEY": "o" * 40, "PUBLIC_URL": "http://127.0.0.1:9000"}
    env = dict(own)

    beside.join(env, base=place)

    assert env == addresses | own


def test_with_a_database_of_its_own_it_joins_nobody(place, make_cluster):
    make_house(place, make_cluster).start()
    env = {"DATABASE_URL": "postgresql://somebody@127.0.0.1/else"}

    beside.join(env, base=place)

    assert env == {"DATABASE_URL": "postgresql://somebody@127.0.0.1/else"}


def test_a_house_that_stands_still_is_not_joined_nor_started(place, make_cluster):
    cluster = make_house(place, make_cluster)
    cluster.start()
    cluster.stop()
    env = {}

    beside.join(env, base=place)

    assert env == {}
    assert not cluster.alive()


def test_an_empty_folder_is_left_alone(place):
    env = {}

    beside.join(env, base=place)

    assert env == {}
    assert list(place.iterdir()) == []
