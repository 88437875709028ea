from django.db import migrations


def each(template: str) -> str:
    """The template once for each language, comma between."""
    return ", ".join(template.format(l=language) for language in ("ky", "ru", "en"))


SQL = f"""
-- Which publications the public may see at this moment, and how openly. Not granted to the public role.
CREATE VIEW on_show AS
SELECT p.*, a.artist_id, artist.institution_id,
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
-- Should the work turn out to be another artist's, the first one's yes does not speak for the second.
JOIN consent_in_force show ON show.id = p.show_consent_id AND show.artist_id = a.artist_id
LEFT JOIN consent_in_force name ON name.id = p.attribution_consent_id
LEFT JOIN consent_in_force story ON story.id = p.story_consent_id
WHERE p.approved_at IS NOT NULL AND p.ended_at IS NULL
  AND EXISTS (SELECT FROM consent_in_force c WHERE c.artist_id = a.artist_id AND c.purpose = 'photograph')
  AND EXISTS (SELECT FROM consent_in_force c WHERE c.artist_id = a.artist_id AND c.purpose = 'web');

-- An institution with fewer than five exhibiting artists is not named: a smaller circle points at persons.
CREATE VIEW nameable_institution AS
SELECT e.exhibition_id, o.institution_id
FROM exhibitions_exhibit e
JOIN on_show o ON o.artwork_id = e.artwork_id
JOIN inmates_institution i ON i.id = o.institution_id
WHERE e.withdrawn_at IS NULL AND i.may_be_named
GROUP BY e.exhibition_id, o.institution_id
HAVING count(DISTINCT o.artist_id) >= 5;

CREATE VIEW public_exhibition WITH (security_barrier) AS
SELECT x.id, x.slug, x.code, {each("x.title_{l}")}, {each("x.lede_{l}")},
    {each("v.name_{l} AS venue_{l}")}, {each("v.address_{l}")}, {each("v.city_{l}")},
    {each("v.directions_{l}")}, x.opens_at, x.closes_at, x.hold_minutes, x.phone, n.version
FROM exhibitions_exhibition x
JOIN exhibitions_venue v ON v.id = x.venue_id
JOIN exhibitions_exhibitionversion n ON n.exhibition_id = x.id
WHERE x.announced_at <= statement_timestamp();

CREATE VIEW public_exhibit WITH (security_barrier) AS
SELECT e.id, e.exhibition_id, e.artwork_id, x.slug, x.code, e.catalogue_number, e.wall, e.position,
    {each("coalesce(h.name_{l}, '') AS hall_{l}")}, coalesce(h.position, 0) AS hall_position,
    {each("o.title_{l}")}, {each("o.technique_{l}")}, {each("o.alt_{l}")},
    {each("CASE WHEN o.tells_story THEN o.story_{l} ELSE '' END AS story_{l}")},
    {
    each(
        "CASE WHEN o.tells_story AND position(e.quote_{l} IN o.story_{l}) > 0 THEN e.quote_{l} ELSE '' END AS quote_{l}"
    )
},
    CASE WHEN o.tells_story THEN o.told_in ELSE '' END AS told_in,
    {each("CASE WHEN o.level_now = o.level THEN o.shown_as_{l} ELSE '' END AS shown_as_{l}")},
    {
    each('''CASE WHEN o.level_now = 'institution' AND m.institution_id IS NOT NULL
        THEN i.public_name_{l} ELSE '' END AS institution_{l}''')
},
    o.made, o.height_mm, o.width_mm, o.depth_mm, o.kind, o.terms, o.images, o.mean_colour,
    o.level_now IN ('full_name', 'first_name_initial', 'first_name') AS indexable,
    sold.for_sale, CASE WHEN sold.for_sale AND x.opens_at <= statement_timestamp() THEN e.price_tyiyn END AS price_tyiyn,
    o.search || CASE WHEN o.tells_story THEN words_of(ARRAY[o.story_ky, o.story_ru, o.story_en]) ELSE ''::tsvector END
        || CASE WHEN o.level_now = o.level
            THEN words_of(ARRAY[o.shown_as_ky, o.shown_as_ru, o.shown_as_en]) ELSE ''::tsvector END AS search
FROM exhibitions_exhibit e
JOIN exhibitions_exhibition x ON x.id = e.exhibition_id
JOIN on_show o ON o.artwork_id = e.artwork_id
JOIN inmates_institution i ON i.id = o.institution_id
LEFT JOIN exhibitions_hall h ON h.id = e.hall_id
LEFT JOIN nameable_institution m ON m.exhibition_id = e.exhibition_id AND m.institution_id = o.institution_id
CROSS JOIN LATERAL (
    SELECT e.for_sale
        AND EXISTS (SELECT FROM consent_in_force c WHERE c.artist_id = o.artist_id AND c.purpose = 'sell') AS for_sale
) sold
WHERE e.withdrawn_at IS NULL AND x.announced_at <= statement_timestamp();

-- Numbers that once hung in public and no longer do: their pages say so instead of pretending they never were.
CREATE VIEW public_gone WITH (security_barrier) AS
SELECT x.slug, x.code, e.catalogue_number
FROM exhibitions_exhibit e
JOIN exhibitions_exhibition x ON x.id = e.exhibition_id
WHERE x.announced_at <= statement_timestamp()
  AND EXISTS (SELECT FROM exhibitions_publication p WHERE p.artwork_id = e.artwork_id AND p.approved_at IS NOT NULL)
  AND (e.withdrawn_at IS NOT NULL OR NOT EXISTS (SELECT FROM on_show o WHERE o.artwork_id = e.artwork_id));

CREATE VIEW public_rendition WITH (security_barrier) AS
SELECT r.name, r.format, r.width, r.height, r.size,
    o.level_now IN ('full_name', 'first_name_initial', 'first_name') AS indexable
FROM exhibitions_rendition r
JOIN on_show o ON o.photo_id = r.photo_id
WHERE EXISTS (
    SELECT FROM exhibitions_exhibit e JOIN exhibitions_exhibition x ON x.id = e.exhibition_id
    WHERE e.artwork_id = o.artwork_id AND e.withdrawn_at IS NULL AND x.announced_at <= statement_timestamp()
);

CREATE VIEW public_term WITH (security_barrier) AS
SELECT slug, facet, {each("label_{l}")}, aat FROM exhibitions_term;
"""

REVERSE = """
DROP VIEW public_term, public_rendition, public_gone, public_exhibit, public_exhibition, nameable_institution, on_show;
"""


class Migration(migrations.Migration):
    """Promise 2: the public role may read these views, and nothing else."""

    dependencies = [("exhibitions", "0003_versions")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
