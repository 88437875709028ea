from django.db import migrations

SQL = """
CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    """The trigger function behind every table whose rows are only ever added."""

    dependencies = [("staff", "0002_memberships")]
    operations = [migrations.RunSQL(SQL, "DROP FUNCTION only_added()")]
