from importlib import import_module

from django.db import migrations

raising = import_module("exhibitions.migrations.0003_versions").raising

SQL = """
ALTER TABLE sales_place ADD CONSTRAINT place_waits_for_the_artwork_of_its_exhibit
    FOREIGN KEY (exhibit_id, artwork_id) REFERENCES exhibitions_exhibit (id, artwork_id);

CREATE FUNCTION place_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a place in line is ended, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(OLD) - ARRAY['ended_at', 'end_reason', 'offer_id', 'phone', 'name', 'erased_at']
            <> to_jsonb(NEW) - ARRAY['ended_at', 'end_reason', 'offer_id', 'phone', 'name', 'erased_at']
        OR OLD.ended_at IS NOT NULL
            AND (OLD.ended_at, OLD.end_reason, OLD.offer_id) IS DISTINCT FROM (NEW.ended_at, NEW.end_reason, NEW.offer_id)
    THEN
        RAISE EXCEPTION 'a place in line is ended, once' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.offer_id IS NOT NULL AND OLD.offer_id IS NULL AND NOT EXISTS (
        SELECT FROM sales_claim c WHERE c.id = NEW.offer_id AND c.kind = 'hold' AND c.contact = NEW.contact
    ) THEN
        RAISE EXCEPTION 'an offer is a hold for whoever waited' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER place_guard BEFORE UPDATE OR DELETE ON sales_place FOR EACH ROW EXECUTE FUNCTION place_guard();

-- The live claims that availability is derived from; and works that nobody holds, but someone waits for. Says nothing
-- about who.
CREATE OR REPLACE VIEW public_claim WITH (security_barrier) AS
SELECT artwork_id, exhibit_id, kind, from_at, until_at FROM sales_claim
WHERE ended_at IS NULL AND (until_at IS NULL OR until_at > statement_timestamp())
UNION ALL
SELECT p.artwork_id, min(p.exhibit_id), 'hold'::varchar(4), min(p.joined_at), NULL
FROM sales_place p
JOIN exhibitions_exhibit e ON e.id = p.exhibit_id
JOIN exhibitions_exhibition x ON x.id = e.exhibition_id
WHERE p.ended_at IS NULL AND x.closes_at > statement_timestamp() AND NOT EXISTS (
    SELECT FROM sales_claim c WHERE c.artwork_id = p.artwork_id AND c.ended_at IS NULL
        AND (c.until_at IS NULL OR c.until_at > statement_timestamp())
)
GROUP BY p.artwork_id;
"""

REVERSE = """
CREATE OR REPLACE VIEW public_claim WITH (security_barrier) AS
SELECT artwork_id, exhibit_id, kind, from_at, until_at FROM sales_claim
WHERE ended_at IS NULL AND (until_at IS NULL OR until_at > statement_timestamp());
DROP TRIGGER place_guard ON sales_place;
DROP FUNCTION place_guard();
ALTER TABLE sales_place DROP CONSTRAINT place_waits_for_the_artwork_of_its_exhibit;
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0003_line")]
    operations = [
        migrations.RunSQL(SQL, REVERSE),
        # Nobody holds it, and the last who waited leaves: only then does a place change what the public sees.
        migrations.RunSQL(
            raising(
                "sales_place",
                "SELECT e.exhibition_id FROM exhibitions_exhibit e WHERE e.artwork_id = r.artwork_id",
                when="UPDATE",
                only_if="NEW.end_reason = 'left'",
            ),
            "DROP TRIGGER raises_version_sales_place ON sales_place; DROP FUNCTION raises_version_sales_place();",
        ),
    ]
