from django.db import migrations

SQL = """
CREATE FUNCTION merged_stays_behind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM exhibitions_exhibit WHERE artwork_id = NEW.id)
        OR EXISTS (SELECT FROM exhibitions_publication WHERE artwork_id = NEW.id AND ended_at IS NULL)
        OR EXISTS (SELECT FROM exhibitions_artwork WHERE merged_into_id = NEW.id)
        OR EXISTS (SELECT FROM exhibitions_artwork WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)
    THEN
        RAISE EXCEPTION 'what is shown or has others in it is not merged into another'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER merged_stays_behind BEFORE INSERT OR UPDATE OF merged_into_id ON exhibitions_artwork
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION merged_stays_behind();

CREATE FUNCTION merged_is_not_shown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM exhibitions_artwork WHERE id = NEW.artwork_id AND merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'an artwork that was merged into another is not shown'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER merged_is_not_shown BEFORE INSERT OR UPDATE OF artwork_id ON exhibitions_exhibit
    FOR EACH ROW EXECUTE FUNCTION merged_is_not_shown();
CREATE TRIGGER merged_is_not_shown BEFORE INSERT ON exhibitions_publication
    FOR EACH ROW EXECUTE FUNCTION merged_is_not_shown();
"""

REVERSE = """
DROP TRIGGER merged_is_not_shown ON exhibitions_publication;
DROP TRIGGER merged_is_not_shown ON exhibitions_exhibit;
DROP TRIGGER merged_stays_behind ON exhibitions_artwork;
DROP FUNCTION merged_is_not_shown(), merged_stays_behind();
"""


class Migration(migrations.Migration):
    """A work that was recorded twice is shown once."""

    dependencies = [("exhibitions", "0005_duplicates")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
