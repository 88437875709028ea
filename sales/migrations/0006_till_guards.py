from django.db import migrations

SQL = """
-- Only whoever has an open drawer records money, and records it there.
CREATE FUNCTION payment_needs_a_till() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM sales_cashsession t
        WHERE t.id = NEW.till_id AND t.closed_at IS NULL AND t.cashier_id = NEW.recorded_by_id FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'money is recorded by whoever has an open cash session'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_needs_a_till BEFORE INSERT ON sales_payment
    FOR EACH ROW EXECUTE FUNCTION payment_needs_a_till();

CREATE FUNCTION till_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closing text[] := ARRAY['closed_at', 'counted', 'counted_tyiyn', 'expected_tyiyn', 'reason'];
    signing text[] := ARRAY['signed_by_id', 'signed_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a cash session is closed, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(OLD) - closing - signing <> to_jsonb(NEW) - closing - signing
        OR OLD.closed_at IS NOT NULL AND to_jsonb(OLD) - signing <> to_jsonb(NEW) - signing
        OR OLD.signed_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'a cash session is counted once and signed once' USING ERRCODE = 'restrict_violation';
    END IF;
    -- Closed with what its own rows say should be there.
    IF OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND NEW.expected_tyiyn IS DISTINCT FROM NEW.float_tyiyn + (
        SELECT coalesce(sum(p.amount_tyiyn), 0) FROM sales_payment p WHERE p.till_id = NEW.id AND p.kind = 'cash'
    ) THEN
        RAISE EXCEPTION 'what is expected is the float and the cash that was recorded'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER till_guard BEFORE UPDATE OR DELETE ON sales_cashsession
    FOR EACH ROW EXECUTE FUNCTION till_guard();

-- Alone, a cashier takes back only a sale of their own, of the last five minutes.
CREATE FUNCTION void_of_a_slip() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.is_slip AND NOT EXISTS (
        SELECT FROM sales_sale s WHERE s.claim_id = NEW.sale_id AND s.sold_by_id = NEW.asked_by_id
            AND NEW.approved_by_id = NEW.asked_by_id
            AND NEW.asked_at <= s.sold_at + interval '5 minutes' AND NEW.approved_at = NEW.asked_at
    ) THEN
        RAISE EXCEPTION 'a slip is one''s own, and not older than five minutes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER void_of_a_slip BEFORE INSERT OR UPDATE ON sales_void FOR EACH ROW EXECUTE FUNCTION void_of_a_slip();

CREATE FUNCTION desk_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.next_receipt NOT IN (OLD.next_receipt, OLD.next_receipt + 1) THEN
        RAISE EXCEPTION 'receipts are numbered one by one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER desk_guard BEFORE UPDATE ON sales_desk FOR EACH ROW EXECUTE FUNCTION desk_guard();
"""

REVERSE = """
DROP TRIGGER desk_guard ON sales_desk;
DROP FUNCTION desk_guard();
DROP TRIGGER void_of_a_slip ON sales_void;
DROP FUNCTION void_of_a_slip();
DROP TRIGGER till_guard ON sales_cashsession;
DROP FUNCTION till_guard();
DROP TRIGGER payment_needs_a_till ON sales_payment;
DROP FUNCTION payment_needs_a_till();
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0005_tills")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
