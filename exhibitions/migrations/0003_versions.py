from django.db import migrations

# table, when, how to find the exhibitions whose pages it changes (from the row `r`, old or new)
SOURCES = {
    "exhibitions_exhibition": "SELECT r.id",
    "exhibitions_exhibit": "SELECT r.exhibition_id",
    "exhibitions_publication": "SELECT e.exhibition_id FROM exhibitions_exhibit e WHERE e.artwork_id = r.artwork_id",
    "exhibitions_venue": "SELECT x.id FROM exhibitions_exhibition x WHERE x.venue_id = r.id",
    "exhibitions_hall": "SELECT e.exhibition_id FROM exhibitions_exhibit e WHERE e.hall_id = r.id",
    "exhibitions_term": "SELECT x.id FROM exhibitions_exhibition x WHERE r.id IS NOT NULL",
    "inmates_consent": "SELECT e.exhibition_id FROM exhibitions_exhibit e"
    " JOIN exhibitions_artwork a ON a.id = e.artwork_id WHERE a.artist_id = r.artist_id",
    "inmates_artist": "SELECT e.exhibition_id FROM exhibitions_exhibit e"
    " JOIN exhibitions_artwork a ON a.id = e.artwork_id WHERE a.artist_id = r.id",
    "inmates_institution": "SELECT e.exhibition_id FROM exhibitions_exhibit e"
    " JOIN exhibitions_artwork a ON a.id = e.artwork_id JOIN inmates_artist p ON p.id = a.artist_id"
    " WHERE p.institution_id = r.id",
}


def raising(
    table: str, affected: str, when: str = "INSERT OR UPDATE OR DELETE", only_if: str = "true"
) -> str:
    """A trigger that raises the version of every exhibition whose pages a change of `table` touches.

    The rows are locked in one order, so that two changes that touch the same exhibitions cannot wait for each other.
    """
    name = f"raises_version_{table}"
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r {table};
BEGIN
    FOREACH r IN ARRAY CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW] WHEN 'DELETE' THEN ARRAY[OLD] ELSE ARRAY[OLD, NEW] END
    LOOP
        PERFORM FROM exhibitions_exhibitionversion v WHERE v.exhibition_id IN ({affected})
            ORDER BY v.exhibition_id FOR NO KEY UPDATE;
        UPDATE exhibitions_exhibitionversion v SET version = v.version + 1 WHERE v.exhibition_id IN ({affected});
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW WHEN ({only_if}) EXECUTE FUNCTION {name}();
"""


FIRST_VERSION = """
CREATE FUNCTION exhibition_has_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO exhibitions_exhibitionversion (exhibition_id, version) VALUES (NEW.id, 1);
    RETURN NULL;
END $$;
CREATE TRIGGER a_exhibition_has_version AFTER INSERT ON exhibitions_exhibition
    FOR EACH ROW EXECUTE FUNCTION exhibition_has_version();
"""


class Migration(migrations.Migration):
    """Promise 3 and the kept pages: whatever changes what the public sees raises the exhibition's version."""

    dependencies = [("exhibitions", "0002_publication_guards")]
    operations = [
        migrations.RunSQL(
            FIRST_VERSION,
            "DROP TRIGGER a_exhibition_has_version ON exhibitions_exhibition; DROP FUNCTION exhibition_has_version();",
        ),
        *(
            migrations.RunSQL(
                raising(table, affected),
                f"DROP TRIGGER raises_version_{table} ON {table}; DROP FUNCTION raises_version_{table}();",
            )
            for table, affected in SOURCES.items()
        ),
        # The words of a work are its publication's; only whose it is counts from the work itself.
        migrations.RunSQL(
            raising(
                "exhibitions_artwork",
                "SELECT e.exhibition_id FROM exhibitions_exhibit e WHERE e.artwork_id = r.id",
                when="UPDATE",
                only_if="OLD.artist_id <> NEW.artist_id",
            ),
            "DROP TRIGGER raises_version_exhibitions_artwork ON exhibitions_artwork;"
            " DROP FUNCTION raises_version_exhibitions_artwork();",
        ),
    ]
