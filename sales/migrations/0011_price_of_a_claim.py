from django.db import migrations

SQL = """
-- What someone holds or has bought keeps its price. The lock is the one under which works are taken.
CREATE FUNCTION price_of_a_claim_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM exhibitions_artwork a WHERE a.id = NEW.artwork_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM sales_claim c WHERE c.exhibit_id = NEW.id AND c.ended_at IS NULL
            AND (c.until_at IS NULL OR c.until_at > clock_timestamp())
    ) THEN
        RAISE EXCEPTION 'a work that is held or sold keeps its price' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER price_of_a_claim_guard BEFORE UPDATE ON exhibitions_exhibit FOR EACH ROW
    WHEN (OLD.for_sale IS DISTINCT FROM NEW.for_sale OR OLD.price_tyiyn IS DISTINCT FROM NEW.price_tyiyn)
    EXECUTE FUNCTION price_of_a_claim_guard();
"""
REVERSE = """
DROP TRIGGER price_of_a_claim_guard ON exhibitions_exhibit;
DROP FUNCTION price_of_a_claim_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0010_holds_per_phone"), ("exhibitions", "0017_prices")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
