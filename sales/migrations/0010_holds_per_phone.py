from django.db import migrations

SQL = """
-- Nobody holds more works than the exhibition allows, offers included. The slot makes it hold in a race too: of two
-- holds written at once both would count none, but only one can have the first slot.
CREATE FUNCTION holds_per_phone_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed int;
BEGIN
    SELECT x.holds_per_phone INTO allowed FROM exhibitions_exhibit e
        JOIN exhibitions_exhibition x ON x.id = e.exhibition_id WHERE e.id = NEW.exhibit_id;
    IF NEW.slot > allowed OR allowed < (
        SELECT count(*) FROM sales_claim c WHERE c.contact = NEW.contact AND c.kind = 'hold' AND c.ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'one telephone holds % works in this exhibition', allowed
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER holds_per_phone_guard AFTER INSERT ON sales_claim
    FOR EACH ROW WHEN (NEW.kind = 'hold' AND NEW.ended_at IS NULL) EXECUTE FUNCTION holds_per_phone_guard();
"""
REVERSE = """
DROP TRIGGER holds_per_phone_guard ON sales_claim;
DROP FUNCTION holds_per_phone_guard();
"""


class Migration(migrations.Migration):
    """The exhibition's number of works that one telephone may hold, kept by the database as well."""

    dependencies = [("sales", "0009_without_the_network"), ("exhibitions", "0015_reserving")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
