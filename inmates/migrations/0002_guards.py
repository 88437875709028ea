from django.db import migrations

SQL = """
-- The twin of inmates.levels.Level.openness; a test compares them.
CREATE FUNCTION attribution_openness(level text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_position(
        ARRAY['anonymous', 'institution', 'pseudonym', 'first_name', 'first_name_initial', 'full_name'], level
    ) - 1
$$;

-- The twin of ConsentQuerySet.in_force. statement_timestamp() moves with each statement and, unlike
-- clock_timestamp(), lets the planner push conditions into the views built on this one.
CREATE VIEW consent_in_force AS
SELECT * FROM inmates_consent
WHERE granted AND withdrawn_at IS NULL AND given_at <= statement_timestamp()
  AND (valid_until IS NULL OR valid_until >= (statement_timestamp() AT TIME ZONE 'Asia/Bishkek')::date);

CREATE FUNCTION consent_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change CONSTANT text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawal_reason'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a consent is withdrawn, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.withdrawn_at IS NOT NULL OR to_jsonb(OLD) - may_change <> to_jsonb(NEW) - may_change THEN
        RAISE EXCEPTION 'a consent can only be withdrawn, once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_guard BEFORE UPDATE OR DELETE ON inmates_consent
    FOR EACH ROW EXECUTE FUNCTION consent_guard();

CREATE TRIGGER identity_readings_only_added BEFORE UPDATE OR DELETE ON inmates_identityreading
    FOR EACH ROW EXECUTE FUNCTION only_added();
"""

REVERSE = """
DROP TRIGGER identity_readings_only_added ON inmates_identityreading;
DROP TRIGGER consent_guard ON inmates_consent;
DROP FUNCTION consent_guard();
DROP VIEW consent_in_force;
DROP FUNCTION attribution_openness(text);
"""


class Migration(migrations.Migration):
    dependencies = [("inmates", "0001_people_and_consents"), ("staff", "0003_only_added")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
