from importlib import import_module

from django.db import migrations

raising = import_module("exhibitions.migrations.0003_versions").raising

SQL = """
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
    RETURN NEW;
END $$;
CREATE TRIGGER claim_guard BEFORE UPDATE OR DELETE ON sales_claim FOR EACH ROW EXECUTE FUNCTION claim_guard();

CREATE TRIGGER sales_only_added BEFORE UPDATE OR DELETE ON sales_sale FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER payments_only_added BEFORE UPDATE OR DELETE ON sales_payment FOR EACH ROW EXECUTE FUNCTION only_added();

-- At the end of every transaction: money received sums to the price, and money given back negates it exactly.
CREATE FUNCTION payments_sum_to_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sale uuid := CASE TG_TABLE_NAME WHEN 'sales_sale' THEN to_jsonb(NEW)->>'claim_id' ELSE to_jsonb(NEW)->>'sale_id' END;
    price bigint;
    received bigint;
    returned bigint;
BEGIN
    SELECT s.price_tyiyn INTO price FROM sales_sale s WHERE s.claim_id = sale;
    SELECT coalesce(sum(amount_tyiyn) FILTER (WHERE negates_id IS NULL), 0),
           coalesce(sum(amount_tyiyn) FILTER (WHERE negates_id IS NOT NULL), 0)
        INTO received, returned FROM sales_payment WHERE sale_id = sale;
    IF received <> price OR returned NOT IN (0, -price) OR EXISTS (
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
DROP TRIGGER payments_sum_to_price ON sales_payment;
DROP TRIGGER payments_sum_to_price ON sales_sale;
DROP FUNCTION payments_sum_to_price();
DROP TRIGGER payments_only_added ON sales_payment;
DROP TRIGGER sales_only_added ON sales_sale;
DROP TRIGGER claim_guard ON sales_claim;
DROP FUNCTION claim_guard();
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
