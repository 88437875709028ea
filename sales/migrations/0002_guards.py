from importlib import import_module

from django.db import migrations

raising = import_module("exhibitions.migrations.0003_versions").raising

SQL = """
-- A claim takes the artwork of its exhibit, and an exhibit that was claimed is never given another artwork.
ALTER TABLE exhibitions_exhibit ADD CONSTRAINT exhibit_with_its_artwork UNIQUE (id, artwork_id);
ALTER TABLE sales_claim ADD CONSTRAINT claim_takes_the_artwork_of_its_exhibit
    FOREIGN KEY (exhibit_id, artwork_id) REFERENCES exhibitions_exhibit (id, artwork_id);

CREATE FUNCTION claim_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a claim is ended, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.ended_at IS NOT NULL
        OR to_jsonb(OLD) - ARRAY['ended_at', 'end_reason'] <> to_jsonb(NEW) - ARRAY['ended_at', 'end_reason']
    THEN
        RAISE EXCEPTION 'a claim can only be ended, once' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.kind = 'sale' AND NOT EXISTS (
        SELECT FROM sales_void v WHERE v.sale_id = OLD.id AND v.approved_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'a sale is undone by two people' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_guard BEFORE UPDATE OR DELETE ON sales_claim FOR EACH ROW EXECUTE FUNCTION claim_guard();

CREATE FUNCTION sale_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM sales_claim c
        WHERE c.id = NEW.claim_id AND c.kind = 'sale' AND c.exhibit_id = NEW.exhibit_id AND c.ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a sale stands on the live claim that sold its exhibit'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sale_guard BEFORE INSERT ON sales_sale FOR EACH ROW EXECUTE FUNCTION sale_guard();

CREATE TRIGGER sales_only_added BEFORE UPDATE OR DELETE ON sales_sale FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER payments_only_added BEFORE UPDATE OR DELETE ON sales_payment FOR EACH ROW EXECUTE FUNCTION only_added();

-- At the end of every transaction: money received sums to the price, and it is given back, as the exact negation,
-- if and only if two people agreed to undo the sale.
CREATE FUNCTION payments_sum_to_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sale uuid := CASE TG_TABLE_NAME WHEN 'sales_sale' THEN to_jsonb(NEW)->>'claim_id' ELSE to_jsonb(NEW)->>'sale_id' END;
    price bigint;
    received bigint;
    returned bigint;
    undone boolean;
BEGIN
    SELECT s.price_tyiyn INTO price FROM sales_sale s WHERE s.claim_id = sale;
    SELECT count(*) > 0 INTO undone FROM sales_void v WHERE v.sale_id = sale AND v.approved_at IS NOT NULL;
    SELECT coalesce(sum(amount_tyiyn) FILTER (WHERE negates_id IS NULL), 0),
           coalesce(sum(amount_tyiyn) FILTER (WHERE negates_id IS NOT NULL), 0)
        INTO received, returned FROM sales_payment WHERE sale_id = sale;
    IF received <> price OR returned <> (CASE WHEN undone THEN -price ELSE 0 END) OR EXISTS (
        SELECT FROM sales_payment back JOIN sales_payment first ON first.id = back.negates_id
        WHERE back.sale_id = sale
          AND (first.sale_id <> sale OR first.amount_tyiyn <> -back.amount_tyiyn OR first.kind <> back.kind)
    ) THEN
        RAISE EXCEPTION 'payments of sale % do not sum to its price', sale USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_sum_to_price AFTER INSERT ON sales_sale
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_sum_to_price();
CREATE CONSTRAINT TRIGGER payments_sum_to_price AFTER INSERT ON sales_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_sum_to_price();
CREATE CONSTRAINT TRIGGER payments_sum_to_price AFTER INSERT OR UPDATE ON sales_void
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_sum_to_price();

CREATE FUNCTION void_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.approved_at IS NOT NULL
        OR to_jsonb(OLD) - ARRAY['approved_by_id', 'approved_at'] <> to_jsonb(NEW) - ARRAY['approved_by_id', 'approved_at']
    THEN
        RAISE EXCEPTION 'a void is asked once and approved once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER void_guard BEFORE UPDATE OR DELETE ON sales_void FOR EACH ROW EXECUTE FUNCTION void_guard();

-- The live claims that availability is derived from. Says nothing about who.
CREATE VIEW public_claim WITH (security_barrier) AS
SELECT artwork_id, exhibit_id, kind, from_at, until_at FROM sales_claim
WHERE ended_at IS NULL AND (until_at IS NULL OR until_at > statement_timestamp());
"""

REVERSE = """
DROP VIEW public_claim;
DROP TRIGGER void_guard ON sales_void;
DROP FUNCTION void_guard();
DROP TRIGGER payments_sum_to_price ON sales_void;
DROP TRIGGER payments_sum_to_price ON sales_payment;
DROP TRIGGER payments_sum_to_price ON sales_sale;
DROP FUNCTION payments_sum_to_price();
DROP TRIGGER payments_only_added ON sales_payment;
DROP TRIGGER sales_only_added ON sales_sale;
DROP TRIGGER sale_guard ON sales_sale;
DROP FUNCTION sale_guard();
DROP TRIGGER claim_guard ON sales_claim;
DROP FUNCTION claim_guard();
ALTER TABLE sales_claim DROP CONSTRAINT claim_takes_the_artwork_of_its_exhibit;
ALTER TABLE exhibitions_exhibit DROP CONSTRAINT exhibit_with_its_artwork;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0001_claims_and_money"),
        ("exhibitions", "0004_public_views"),
        ("staff", "0003_only_added"),
    ]
    operations = [
        migrations.RunSQL(SQL, REVERSE),
        migrations.RunSQL(
            raising(
                "sales_claim",
                "SELECT e.exhibition_id FROM exhibitions_exhibit e WHERE e.artwork_id = r.artwork_id",
            ),
            "DROP TRIGGER raises_version_sales_claim ON sales_claim; DROP FUNCTION raises_version_sales_claim();",
        ),
    ]
