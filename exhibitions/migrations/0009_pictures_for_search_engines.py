from django.db import migrations

VIEW = """
CREATE OR REPLACE VIEW public_rendition WITH (security_barrier) AS
SELECT r.name, r.format, r.width, r.height, r.size{more}
FROM exhibitions_rendition r
JOIN on_show o ON o.photo_id = r.photo_id
WHERE EXISTS (
    SELECT FROM exhibitions_exhibit e JOIN exhibitions_exhibition x ON x.id = e.exhibition_id
    WHERE e.artwork_id = o.artwork_id AND e.withdrawn_at IS NULL AND x.announced_at <= statement_timestamp()
);
"""
SQL = VIEW.format(more=", o.level_now IN ('full_name', 'first_name_initial', 'first_name') AS indexable")
# A view loses no column by being replaced. Its readers get their right anew from `manage.py grants`.
REVERSE = "DROP VIEW public_rendition;" + VIEW.format(more="")


class Migration(migrations.Migration):
    """A picture's answer says whether search engines may keep it: only those of makers who are named by their own name."""

    dependencies = [("exhibitions", "0008_imports")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
