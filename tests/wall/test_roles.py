"""Promise 2 in the database: the public role reads the public views and nothing else; the web role owns nothing.

Real connections as real roles. What they may do is compared with the list below, so a new table asks for a decision."""

import psycopg
import pytest
from psycopg import errors

import config.settings
from exhibitions import showing
from inmates.models import Identity
from sales import availability
from tests.doors import opened, real_public_door, role
from tests.factories import make_artist, make_artwork, make_exhibit, make_hold, make_sale
from tests.guards import ask

PUBLIC_VIEWS = {
    "public_claim",
    "public_exhibit",
    "public_exhibition",
    "public_gone",
    "public_rendition",
    "public_term",
}
INTERNAL_VIEWS = {"attribution_limit", "consent_in_force", "nameable_institution", "on_show"}

EVERYTHING = "SELECT INSERT UPDATE DELETE"
WEB_RIGHTS = {
    # money and traces: only ever added
    "sales_sale": "SELECT INSERT",
    "sales_payment": "SELECT INSERT",
    "sales_payee": "SELECT INSERT",
    "sales_fiscalreceipt": "SELECT INSERT",
    "inmates_identityreading": "SELECT INSERT",
    "exhibitions_keptapart": "SELECT INSERT",
    "exhibitions_print": "SELECT INSERT",
    "inmates_lifeevent": "SELECT INSERT",
    "inmates_paperreading": "SELECT INSERT",
    "exhibitions_artworkevent": "SELECT INSERT",
    "exhibitions_exhibitevent": "SELECT INSERT",
    "exhibitions_exhibitionevent": "SELECT INSERT",
    "exhibitions_photoevent": "SELECT INSERT",
    "exhibitions_publicationevent": "SELECT INSERT",
    "inmates_artistevent": "SELECT INSERT",
    "inmates_consentevent": "SELECT INSERT",
    "inmates_institutionevent": "SELECT INSERT",
    "staff_membershipevent": "SELECT INSERT",
    # ended, erased or withdrawn, never deleted
    "sales_claim": "SELECT INSERT UPDATE",
    "sales_reservation": "SELECT INSERT UPDATE",
    "sales_void": "SELECT INSERT UPDATE",
    "sales_payeechoice": "SELECT INSERT UPDATE",
    "sales_place": "SELECT INSERT UPDATE",
    "sales_cashsession": "SELECT INSERT UPDATE",
    "sales_handover": "SELECT INSERT UPDATE",
    "sales_leaving": "SELECT INSERT UPDATE",
    "sales_reopening": "SELECT INSERT UPDATE",
    "sales_desk": "SELECT INSERT UPDATE",
    "sales_receiptrange": "SELECT INSERT UPDATE",
    "sales_counterfoil": "SELECT INSERT UPDATE",
    "sales_refund": "SELECT INSERT UPDATE",
    "inmates_consent": "SELECT INSERT UPDATE",
    "inmates_attributionpolicy": "SELECT INSERT UPDATE",
    "exhibitions_publication": "SELECT INSERT UPDATE",
    "exhibitions_price": "SELECT INSERT UPDATE",
    # the house's own records
    "exhibitions_artwork": EVERYTHING,
    "exhibitions_artwork_terms": EVERYTHING,
    "exhibitions_exhibit": EVERYTHING,
    "exhibitions_exhibition": EVERYTHING,
    "exhibitions_meeting": EVERYTHING,
    "exhibitions_exhibitionversion": EVERYTHING,
    "exhibitions_hall": EVERYTHING,
    "exhibitions_wall": EVERYTHING,
    "exhibitions_photo": EVERYTHING,
    "exhibitions_rendition": EVERYTHING,
    "exhibitions_term": EVERYTHING,
    "exhibitions_venue": EVERYTHING,
    "inmates_artist": EVERYTHING,
    "inmates_identity": EVERYTHING,
    "exhibitions_import": EVERYTHING,
    "exhibitions_importrow": EVERYTHING,
    "inmates_institution": EVERYTHING,
    "staff_membership": EVERYTHING,
    "staff_once": EVERYTHING,
    "staff_user": EVERYTHING,
    "staff_user_groups": EVERYTHING,
    "staff_user_user_permissions": EVERYTHING,
    # what Django and its neighbours keep
    "account_emailaddress": EVERYTHING,
    "account_emailconfirmation": EVERYTHING,
    "auth_group": EVERYTHING,
    "auth_group_permissions": EVERYTHING,
    "auth_permission": EVERYTHING,
    "django_admin_log": EVERYTHING,
    "django_content_type": EVERYTHING,
    "django_migrations": "SELECT",
    "django_session": EVERYTHING,
    "mfa_authenticator": EVERYTHING,
    "pghistory_context": EVERYTHING,
} | dict.fromkeys(PUBLIC_VIEWS | INTERNAL_VIEWS, "SELECT")

pytestmark = pytest.mark.django_db


def relations() -> list[str]:
    """Every table and view of ours; the cache's table is made by a command, where there is one."""
    found = ask(
        "SELECT relname FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'f')"
    )
    return sorted(name for (name,) in found if name != "cache")


def rights(user: str) -> dict[str, str]:
    found = ask(
        """
        SELECT relname, (
            SELECT string_agg(right_, ' ' ORDER BY n)
            FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'])
                WITH ORDINALITY AS rights (right_, n)
            WHERE has_table_privilege(%s, pg_class.oid, right_)
               OR (right_ NOT IN ('DELETE', 'TRUNCATE', 'TRIGGER')
                   AND has_any_column_privilege(%s, pg_class.oid, right_))
        )
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'f')
        """,
        user,
        user,
    )
    return {name: held for name, held in found if held and name != "cache"}


# --- What the roles may do --------------------------------------------------------------------------------------


def test_the_web_role_has_the_rights_on_the_list_and_every_table_is_on_it():
    with opened("web"):
        assert rights(role("web")) == WEB_RIGHTS
    assert set(relations()) == set(WEB_RIGHTS)


def test_the_public_role_reads_the_public_views_and_has_no_other_right():
    with opened("public"):
        assert rights(role("public")) == dict.fromkeys(PUBLIC_VIEWS, "SELECT")


@pytest.mark.parametrize("door", ["web", "public"])
def test_no_role_that_serves_pages_owns_or_makes_anything(door):
    with opened(door):
        owned = ask(
            "SELECT relname FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE rolname = %s", role(door)
        )
        powers = ask(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = %s",
            role(door),
        )
        friends = ask(
            "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE rolname = %s",
            role(door),
        )
        may_make = ask("SELECT has_schema_privilege(%s, 'public', 'CREATE')", role(door))

    assert (owned, powers, friends, may_make) == ([], [(False,) * 5], [(0,)], [(False,)])


def test_the_public_role_touches_no_sequence():
    with opened("public"):
        held = ask(
            "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
            " AND (has_sequence_privilege(%s, oid, 'USAGE') OR has_sequence_privilege(%s, oid, 'SELECT'))",
            role("public"),
            role("public"),
        )

    assert held == []


def test_every_public_view_is_a_barrier():
    """Else a function that a stranger brings into the query could be asked about rows the view leaves out."""
    found = ask(
        "SELECT relname FROM pg_class WHERE relname LIKE %s AND 'security_barrier=true' = ANY (reloptions)",
        r"public\_%",
    )

    assert {name for (name,) in found} == PUBLIC_VIEWS


def test_no_function_of_ours_runs_with_its_owners_rights():
    assert ask("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace") == []


# --- Trying it --------------------------------------------------------------------------------------------------


def test_the_public_role_is_refused_every_table_and_every_internal_view():
    with opened("public") as public:
        for name in relations():
            statement = psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(name))
            if name in PUBLIC_VIEWS:
                public.execute(statement)
            else:
                with pytest.raises(errors.InsufficientPrivilege):
                    public.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO public_term (slug) VALUES ('x')",
        "UPDATE public_term SET label_ky = 'x'",
        "DELETE FROM public_term",
        "CREATE TABLE mine (x int)",
        "CREATE VIEW mine AS SELECT 1",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SELECT * FROM public_exhibit e JOIN inmates_identity i ON true",
        "SELECT (SELECT surname FROM inmates_identity LIMIT 1) FROM public_term",
        "SELECT * FROM pg_authid",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY public_term TO PROGRAM 'true'",
        "SET ROLE {owner}",
        "SELECT lo_import('/etc/passwd')",
        "SELECT nextval('inmates_artist_id_seq')",
        "LISTEN x; SELECT * FROM staff_user",
    ],
)
def test_the_public_role_is_refused(statement):
    owner = ask("SELECT current_user")[0][0]

    with opened("public") as public, pytest.raises(errors.InsufficientPrivilege):
        public.execute(statement.replace("{owner}", owner))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sales_payment SET amount_tyiyn = 0",
        "DELETE FROM sales_payment",
        "UPDATE sales_sale SET price_tyiyn = 1",
        "DELETE FROM sales_sale",
        "DELETE FROM sales_claim",
        "DELETE FROM sales_reservation",
        "DELETE FROM sales_void",
        "UPDATE sales_payee SET code = 'x'",
        "DELETE FROM sales_payeechoice",
        "UPDATE sales_fiscalreceipt SET number = 'x'",
        "DELETE FROM inmates_consent",
        "DELETE FROM exhibitions_publication",
        "DELETE FROM inmates_identityreading",
        "DELETE FROM inmates_paperreading",
        "UPDATE inmates_lifeevent SET kind = 'death'",
        "UPDATE exhibitions_artworkevent SET pgh_label = 'x'",
        "DELETE FROM staff_membershipevent",
        "TRUNCATE sales_claim CASCADE",
        "TRUNCATE staff_once",
        "CREATE TABLE mine (x int)",
        "ALTER TABLE sales_claim DROP CONSTRAINT one_live_claim_per_artwork",
        "ALTER TABLE sales_claim DISABLE TRIGGER ALL",
        "DROP INDEX one_live_claim_per_artwork",
        "DROP TRIGGER claim_guard ON sales_claim",
        "DROP TABLE sales_payment",
        "CREATE OR REPLACE FUNCTION claim_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE OR REPLACE VIEW public_term AS SELECT 1 AS slug",
        "CREATE TRIGGER mine BEFORE INSERT ON sales_claim FOR EACH ROW EXECUTE FUNCTION only_added()",
        "SET session_replication_role = replica",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('sales', 'x', now())",
        "ALTER TABLE sales_payment RENAME TO mine",
        "SET ROLE {owner}",
        "SELECT * FROM pg_authid",
    ],
)
def test_the_web_role_is_refused(statement):
    owner = ask("SELECT current_user")[0][0]

    with opened("web") as web, pytest.raises(errors.InsufficientPrivilege):
        web.execute(statement.replace("{owner}", owner))


# --- And still the pages work ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_all_that_the_public_pages_ask_is_answered_to_the_public_role():
    artist = make_artist(level="first_name", name="Темирлан")
    Identity.objects.create(artist=artist, surname="Асанов", first_name="Темирлан")
    exhibit = make_exhibit(artwork=make_artwork(artist=artist))
    for take in (make_hold, make_sale):
        take(make_exhibit(exhibition=exhibit.exhibition))
    name = exhibit.artwork.photos.get().renditions.first().name

    with opened("public"), real_public_door():
        assert ask("SELECT current_user") != showing.rows("SELECT current_user AS who")[0]["who"]
        exhibition = showing.exhibition(exhibit.exhibition.slug, "ru")
        assert showing.by_code(exhibit.exhibition.code, "ru") == exhibition
        assert showing.exhibitions("ru") == [exhibition]
        assert showing.terms("ru") == {"painting": "painting"}
        assert showing.image(name)[0].name == name
        assert not showing.gone(exhibition.slug, 1)
        states = [hanging.state for hanging in availability.hang(exhibition, "ru")]
        assert states == ["free", "held", "sold"]
        assert [h.exhibit.shown_as for h in availability.hang(exhibition, "ru", search="темирлан")] == [
            "Темирлан"
        ]
        assert availability.one(exhibition.slug, 1, "ru").exhibit.shown_as == "Темирлан"


@pytest.mark.django_db(transaction=True)
def test_a_function_brought_by_a_stranger_is_not_asked_about_hidden_rows():
    """A cheap function in WHERE would be asked about every row before the view's own conditions, were it no barrier."""
    make_exhibit(artwork=make_artwork(title_ky="Көрүнгөн"))
    hidden = make_exhibit(artwork=make_artwork(title_ky="Жашырын"))
    hidden.exhibition.announced_at = None
    hidden.exhibition.save()

    with opened("public") as public:
        told = []
        public.add_notice_handler(lambda notice: told.append(notice.message_primary))
        try:
            public.execute(
                "CREATE FUNCTION pg_temp.tell(text) RETURNS bool COST 0.0001 LANGUAGE plpgsql"
                " AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
            )
        except errors.InsufficientPrivilege:
            return  # better still: a stranger cannot bring functions at all
        public.execute("SELECT count(*) FROM public_exhibit WHERE pg_temp.tell(title_ky)")

    assert told == ["Көрүнгөн"]


@pytest.mark.parametrize("door", ["WEB_URL", "PUBLIC_DATABASE_URL"])
def test_a_server_waits_for_nobody_for_ever(door, settings, monkeypatch):
    """What a frozen client or a forgotten lock may cost the others. Only the owner, who migrates, has time."""
    monkeypatch.setattr(config.settings, "AS_OWNER", False)

    options = config.settings._database(getattr(settings, door))["OPTIONS"]["options"]

    assert options == "-c lock_timeout=3s -c statement_timeout=30s -c idle_in_transaction_session_timeout=10s"
