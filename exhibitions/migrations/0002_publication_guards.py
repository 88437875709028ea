from django.db import migrations

SQL = """
-- Everything that is not the approved content itself.
CREATE FUNCTION publication_content(p exhibitions_publication) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT to_jsonb(p) - ARRAY[
        'id', 'content_sha', 'search', 'proposed_by_id', 'proposed_at',
        'approved_by_id', 'approved_at', 'ended_by_id', 'ended_at', 'ended_as', 'end_reason'
    ]
$$;

CREATE FUNCTION words_of(texts text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
    SELECT to_tsvector('simple', t) || to_tsvector('russian', t) || to_tsvector('english', t)
    FROM (SELECT translate(lower(array_to_string(texts, ' ')), 'ё', 'е') AS t) AS folded
$$;

CREATE FUNCTION publication_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose bigint;
BEGIN
    SELECT artist_id INTO whose FROM exhibitions_artwork WHERE id = NEW.artwork_id;
    IF EXISTS (
        SELECT FROM inmates_consent c
        WHERE (c.id = NEW.show_consent_id AND (c.artist_id <> whose OR c.purpose <> 'show'))
           OR (c.id = NEW.attribution_consent_id AND (c.artist_id <> whose OR c.purpose <> 'attribution'
               OR attribution_openness(NEW.level) > attribution_openness(c.level)
               OR (NEW.shown_as_ky <> '' AND (NEW.level, NEW.shown_as_ky, NEW.shown_as_ru, NEW.shown_as_en)
                   <> (c.level, c.name_as_agreed_ky, c.name_as_agreed_ru, c.name_as_agreed_en))))
           OR (c.id = NEW.story_consent_id AND (c.artist_id <> whose OR c.purpose <> 'story'))
    ) OR EXISTS (
        SELECT FROM exhibitions_photo f WHERE f.id = NEW.photo_id AND f.artwork_id <> NEW.artwork_id
    ) THEN
        RAISE EXCEPTION 'a publication is bound to consents and a photo of its own artwork'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.approved_at IS NOT NULL OR NEW.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'a publication begins as a proposal' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.content_sha := sha256(convert_to(publication_content(NEW)::text, 'UTF8'));
    NEW.search := words_of(ARRAY[
        NEW.title_ky, NEW.title_ru, NEW.title_en, NEW.technique_ky, NEW.technique_ru, NEW.technique_en,
        NEW.alt_ky, NEW.alt_ru, NEW.alt_en, NEW.made
    ]);
    RETURN NEW;
END $$;
CREATE TRIGGER publication_seal BEFORE INSERT ON exhibitions_publication
    FOR EACH ROW EXECUTE FUNCTION publication_seal();

CREATE FUNCTION publication_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a publication is ended, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF publication_content(OLD) <> publication_content(NEW) OR OLD.content_sha <> NEW.content_sha
        OR OLD.search IS DISTINCT FROM NEW.search
        OR OLD.proposed_by_id <> NEW.proposed_by_id OR OLD.proposed_at <> NEW.proposed_at
        OR OLD.ended_at IS NOT NULL
        OR (OLD.approved_at IS NOT NULL
            AND (OLD.approved_at IS DISTINCT FROM NEW.approved_at OR OLD.approved_by_id IS DISTINCT FROM NEW.approved_by_id))
    THEN
        RAISE EXCEPTION 'a publication is approved once and ended once; its words never change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publication_guard BEFORE UPDATE OR DELETE ON exhibitions_publication
    FOR EACH ROW EXECUTE FUNCTION publication_guard();
"""

REVERSE = """
DROP TRIGGER publication_guard ON exhibitions_publication;
DROP FUNCTION publication_guard();
DROP TRIGGER publication_seal ON exhibitions_publication;
DROP FUNCTION publication_seal();
DROP FUNCTION words_of(text[]);
DROP FUNCTION publication_content(exhibitions_publication);
"""


class Migration(migrations.Migration):
    dependencies = [("exhibitions", "0001_works_and_shows"), ("inmates", "0002_guards")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
