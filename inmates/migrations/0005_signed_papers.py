import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import staff.text

GUARD = """
CREATE OR REPLACE FUNCTION consent_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawal_reason'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a consent is withdrawn, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    {paper}IF OLD.withdrawn_at IS NOT NULL OR to_jsonb(OLD) - may_change <> to_jsonb(NEW) - may_change THEN
        RAISE EXCEPTION 'a consent can only be withdrawn, once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
# As before, and the photo of the signed paper may come later: once.
PAPER = """IF OLD.paper = '' THEN
        may_change := may_change || 'paper'::text;
    END IF;
    """

SQL = (
    GUARD.format(paper=PAPER)
    + """
CREATE TRIGGER paper_readings_only_added BEFORE UPDATE OR DELETE ON inmates_paperreading
    FOR EACH ROW EXECUTE FUNCTION only_added();
"""
)
REVERSE = "DROP TRIGGER paper_readings_only_added ON inmates_paperreading;" + GUARD.format(paper="")


class Migration(migrations.Migration):
    """The photo of a signed paper comes once, perhaps later than the consent; every reading of it leaves a trace."""

    dependencies = [
        ("inmates", "0004_attribution_policy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="PaperReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", staff.text.LineField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_readings",
                        to="inmates.consent",
                        verbose_name="consent",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="read by",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of a signed paper",
                "verbose_name_plural": "readings of signed papers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="paper_reading_has_reason"
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL, REVERSE),
    ]
