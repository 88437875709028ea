from django.db import migrations

PUBLICATION = """
    p.id, p.told_in, p.made, p.height_mm, p.width_mm, p.depth_mm, p.kind, p.terms, p.images, p.mean_colour, p.level,
    p.content_sha, p.search, p.proposed_at, p.approved_at, p.ended_at, p.ended_as, p.end_reason,
    p.title_ky, p.title_ru, p.title_en, p.technique_ky, p.technique_ru, p.technique_en, p.story_ky, p.story_ru,
    p.story_en, p.alt_ky, p.alt_ru, p.alt_en, p.shown_as_ky, p.shown_as_ru, p.shown_as_en, p.approved_by_id,
    p.artwork_id, p.attribution_consent_id, p.ended_by_id, p.photo_id, p.proposed_by_id, p.show_consent_id,
    p.story_consent_id
""".strip()
EXHIBITION = """
CREATE OR REPLACE VIEW public_exhibition WITH (security_barrier) AS
SELECT x.id, x.slug, x.code, x.title_ky, x.title_ru, x.title_en, x.lede_ky, x.lede_ru, x.lede_en,
    v.name_ky AS venue_ky, v.name_ru AS venue_ru, v.name_en AS venue_en, v.address_ky, v.address_ru, v.address_en,
    v.city_ky, v.city_ru, v.city_en, v.directions_ky, v.directions_ru, v.directions_en,
    x.opens_at, x.closes_at, x.hold_minutes, x.phone, {version} AS version
FROM exhibitions_exhibition x
JOIN exhibitions_venue v ON v.id = x.venue_id
JOIN exhibitions_exhibitionversion n ON n.exhibition_id = x.id
WHERE x.announced_at <= statement_timestamp();
"""

# The exhibitions whose pages a policy changes: all, those with a work from the institution, those with the artist's.
AFFECTED = """
    SELECT e.exhibition_id FROM exhibitions_exhibit e
    JOIN exhibitions_artwork a ON a.id = e.artwork_id JOIN inmates_artist whose ON whose.id = a.artist_id
    WHERE (r.institution_id IS NULL AND r.artist_id IS NULL)
       OR whose.institution_id = r.institution_id OR whose.id = r.artist_id
"""
VERSIONS = f"""
CREATE FUNCTION raises_version_inmates_attributionpolicy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r inmates_attributionpolicy := NEW;
BEGIN
    PERFORM FROM exhibitions_exhibitionversion v WHERE v.exhibition_id IN ({AFFECTED})
        ORDER BY v.exhibition_id FOR NO KEY UPDATE;
    UPDATE exhibitions_exhibitionversion v SET version = v.version + 1 WHERE v.exhibition_id IN ({AFFECTED});
    RETURN NULL;
END $$;
CREATE TRIGGER raises_version_inmates_attributionpolicy AFTER INSERT OR UPDATE ON inmates_attributionpolicy
    FOR EACH ROW EXECUTE FUNCTION raises_version_inmates_attributionpolicy();
"""

NAME_IN = r"""
-- In small letters, nothing but words, one space before each.
CREATE FUNCTION words_in_a_row(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(' ' || translate(lower($1), 'ё', 'е'), '[^[:alpha:]]+', ' ', 'g')
$$;

-- Whether one of these texts says the name that the publication was approved with: by the beginnings of its words, since
-- endings change. Of a person's name each word by itself, of a pseudonym, which is made of ordinary words, all in a row.
CREATE FUNCTION says_name(level text, names text[], texts text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT EXISTS (
        SELECT FROM unnest(names) AS name
        CROSS JOIN LATERAL (
            SELECT ' ' || string_agg(stem || '[[:alpha:]]*', ' ' ORDER BY place) AS row,
                bool_or(length(word) >= 3 AND position(' ' || stem IN words_in_a_row(array_to_string(texts, ' '))) > 0)
                    AS one
            FROM (
                SELECT word, place, CASE WHEN length(word) > 3 THEN left(word, greatest(3, length(word) - 2))
                    ELSE word END AS stem
                FROM regexp_split_to_table(trim(words_in_a_row(name)), ' ') WITH ORDINALITY AS split (word, place)
            ) AS parts
        ) AS known
        WHERE trim(words_in_a_row(name)) <> ''
          AND CASE level WHEN 'pseudonym' THEN words_in_a_row(array_to_string(texts, ' ')) ~ known.row ELSE known.one END
    )
$$;

-- An approved text never changes, so this is asked once, when it is written, and not at each request.
ALTER TABLE exhibitions_publication
    ADD COLUMN name_in_words boolean GENERATED ALWAYS AS (says_name(
        level, ARRAY[shown_as_ky, shown_as_ru, shown_as_en]::text[],
        ARRAY[title_ky, title_ru, title_en, technique_ky, technique_ru, technique_en, alt_ky, alt_ru, alt_en, made]::text[]
    )) STORED,
    ADD COLUMN name_in_story boolean GENERATED ALWAYS AS (says_name(
        level, ARRAY[shown_as_ky, shown_as_ru, shown_as_en]::text[], ARRAY[story_ky, story_ru, story_en]::text[]
    )) STORED;
"""

# As in 0002, and what follows from the content is not the content: while a row is being written it is not known yet.
CONTENT = """
CREATE OR REPLACE FUNCTION publication_content(p exhibitions_publication) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT to_jsonb(p) - ARRAY[
        'id', 'content_sha', 'search', 'proposed_by_id', 'proposed_at',
        'approved_by_id', 'approved_at', 'ended_by_id', 'ended_at', 'ended_as', 'end_reason'{more}
    ]
$$;
"""
ON_SHOW = f"""
CREATE OR REPLACE VIEW on_show AS
SELECT {PUBLICATION}, a.artist_id, artist.institution_id,
    story.id IS NOT NULL AND (named.level_now = p.level OR NOT p.name_in_story) AS tells_story,
    named.level_now
FROM exhibitions_publication p
JOIN exhibitions_artwork a ON a.id = p.artwork_id
JOIN inmates_artist artist ON artist.id = a.artist_id
JOIN inmates_institution i ON i.id = artist.institution_id
-- Should the work turn out to be another artist's, the first one's yes does not speak for the second.
JOIN consent_in_force show ON show.id = p.show_consent_id AND show.artist_id = a.artist_id
LEFT JOIN consent_in_force name ON name.id = p.attribution_consent_id
LEFT JOIN consent_in_force story ON story.id = p.story_consent_id
LEFT JOIN attribution_limit here ON here.institution_id = i.id
LEFT JOIN attribution_limit own ON own.artist_id = artist.id
CROSS JOIN LATERAL (
    -- The lowest of what the house, the institution and the artist's own protection allow.
    SELECT least(
        attribution_openness((SELECT level FROM attribution_limit WHERE institution_id IS NULL AND artist_id IS NULL)),
        attribution_openness(coalesce(here.level, i.attribution_ceiling)),
        attribution_openness(own.level)
    ) AS most
) allowed
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN artist.at_risk OR name.id IS NULL THEN 'anonymous'
        WHEN attribution_openness(p.level) <= allowed.most THEN p.level
        WHEN allowed.most >= attribution_openness('institution') THEN 'institution'
        ELSE 'anonymous'
    END AS level_now
) named
WHERE p.approved_at IS NOT NULL AND p.ended_at IS NULL
  AND EXISTS (SELECT FROM consent_in_force c WHERE c.artist_id = a.artist_id AND c.purpose = 'photograph')
  AND EXISTS (SELECT FROM consent_in_force c WHERE c.artist_id = a.artist_id AND c.purpose = 'web')
  -- A name that may no longer stand beside a work may not stand in its title either: until other words are approved,
  -- such a work is not shown.
  AND (named.level_now = p.level OR NOT p.name_in_words);
"""
# As in 0004.
ON_SHOW_BEFORE = f"""
CREATE OR REPLACE VIEW on_show AS
SELECT {PUBLICATION}, a.artist_id, artist.institution_id,
    story.id IS NOT NULL AS tells_story,
    CASE
        WHEN artist.at_risk OR name.id IS NULL THEN 'anonymous'
        WHEN attribution_openness(p.level) <= attribution_openness(i.attribution_ceiling) THEN p.level
        WHEN attribution_openness(i.attribution_ceiling) >= attribution_openness('institution') THEN 'institution'
        ELSE 'anonymous'
    END AS level_now
FROM exhibitions_publication p
JOIN exhibitions_artwork a ON a.id = p.artwork_id
JOIN inmates_artist artist ON artist.id = a.artist_id
JOIN inmates_institution i ON i.id = artist.institution_id
JOIN consent_in_force show ON show.id = p.show_consent_id AND show.artist_id = a.artist_id
LEFT JOIN consent_in_force name ON name.id = p.attribution_consent_id
LEFT JOIN consent_in_force story ON story.id = p.story_consent_id
WHERE p.approved_at IS NOT NULL AND p.ended_at IS NULL
  AND EXISTS (SELECT FROM consent_in_force c WHERE c.artist_id = a.artist_id AND c.purpose = 'photograph')
  AND EXISTS (SELECT FROM consent_in_force c WHERE c.artist_id = a.artist_id AND c.purpose = 'web');
"""

# A policy that raises begins to count by the clock alone, and nothing happens at that moment that could raise a version.
# So the version itself counts how many have begun: they are never taken away, and the sum only rises.
BEGUN = """n.version + (
        SELECT count(*) FROM inmates_attributionpolicy
        WHERE confirmed_at IS NOT NULL AND effective_at <= statement_timestamp()
    )"""


class Migration(migrations.Migration):
    """Attribution is the lowest of policy, consent and risk, on every output at the next request."""

    dependencies = [
        ("exhibitions", "0011_works_wanted"),
        ("inmates", "0004_attribution_policy"),
    ]
    operations = [
        migrations.RunSQL(
            CONTENT.format(more=", 'name_in_words', 'name_in_story'") + NAME_IN + ON_SHOW,
            ON_SHOW_BEFORE
            + "ALTER TABLE exhibitions_publication DROP COLUMN name_in_words, DROP COLUMN name_in_story;"
            + "DROP FUNCTION says_name(text, text[], text[]); DROP FUNCTION words_in_a_row(text);"
            + CONTENT.format(more=""),
        ),
        migrations.RunSQL(EXHIBITION.format(version=BEGUN), EXHIBITION.format(version="n.version")),
        migrations.RunSQL(
            VERSIONS,
            "DROP TRIGGER raises_version_inmates_attributionpolicy ON inmates_attributionpolicy;"
            " DROP FUNCTION raises_version_inmates_attributionpolicy();",
        ),
    ]
