import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import staff.text

SQL = """
-- What has closed opens again by two people, and not while works have left already.
CREATE FUNCTION closed_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closes_at > clock_timestamp() OR NEW.closes_at <= clock_timestamp() THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM sales_reopening r
        WHERE r.exhibition_id = NEW.id AND r.agreed_at IS NOT NULL AND r.until_at = NEW.closes_at
            AND r.agreed_at >= OLD.closes_at
    ) THEN
        RAISE EXCEPTION 'a closed exhibition is opened again by two people'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT FROM sales_leaving l JOIN exhibitions_exhibit e ON e.id = l.exhibit_id
        WHERE e.exhibition_id = NEW.id AND l.ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'works have left: the exhibition stays closed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_stays_closed BEFORE UPDATE OF closes_at ON exhibitions_exhibition
    FOR EACH ROW EXECUTE FUNCTION closed_stays_closed();

CREATE FUNCTION reopening_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    agreeing text[] := ARRAY['agreed_by_id', 'agreed_at'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.agreed_at IS NOT NULL
        OR to_jsonb(OLD) - agreeing <> to_jsonb(NEW) - agreeing
    THEN
        RAISE EXCEPTION 'a reopening is asked once and agreed to once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reopening_guard BEFORE UPDATE OR DELETE ON sales_reopening
    FOR EACH ROW EXECUTE FUNCTION reopening_guard();

-- What leaves unsold: after closing, sold to nobody, held by nobody.
CREATE FUNCTION leaving_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending text[] := ARRAY['ended_by_id', 'ended_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a leaving is ended, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.ended_at IS NOT NULL OR to_jsonb(OLD) - ending <> to_jsonb(NEW) - ending THEN
            RAISE EXCEPTION 'a leaving can only be ended, once' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    PERFORM FROM exhibitions_exhibition x JOIN exhibitions_exhibit e ON e.exhibition_id = x.id
        WHERE e.id = NEW.exhibit_id AND x.closes_at <= clock_timestamp() FOR SHARE OF x;
    IF NOT FOUND OR NEW.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'works leave after closing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- The lock of whoever sells or reserves: see sales/claims.py.
    PERFORM FROM exhibitions_artwork a JOIN exhibitions_exhibit e ON e.artwork_id = a.id
        WHERE e.id = NEW.exhibit_id FOR NO KEY UPDATE OF a;
    IF EXISTS (
        SELECT FROM sales_claim c WHERE c.exhibit_id = NEW.exhibit_id AND c.ended_at IS NULL
            AND (c.until_at IS NULL OR c.until_at > clock_timestamp())
    ) THEN
        RAISE EXCEPTION 'what is sold or held is not returned' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER leaving_guard BEFORE INSERT OR UPDATE OR DELETE ON sales_leaving
    FOR EACH ROW EXECUTE FUNCTION leaving_guard();

CREATE FUNCTION claim_of_a_work_that_hangs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM sales_leaving l WHERE l.exhibit_id = NEW.exhibit_id AND l.ended_at IS NULL) THEN
        RAISE EXCEPTION 'the work has left' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_of_a_work_that_hangs BEFORE INSERT ON sales_claim
    FOR EACH ROW EXECUTE FUNCTION claim_of_a_work_that_hangs();
"""

REVERSE = """
DROP TRIGGER claim_of_a_work_that_hangs ON sales_claim;
DROP FUNCTION claim_of_a_work_that_hangs();
DROP TRIGGER leaving_guard ON sales_leaving;
DROP FUNCTION leaving_guard();
DROP TRIGGER reopening_guard ON sales_reopening;
DROP FUNCTION reopening_guard();
DROP TRIGGER closed_stays_closed ON exhibitions_exhibition;
DROP FUNCTION closed_stays_closed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exhibitions", "0016_walls"),
        ("sales", "0011_price_of_a_claim"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Leaving",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("returned", "Returned"), ("explained", "Explained")],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                (
                    "note",
                    staff.text.LineField(
                        help_text="Whoever took it along, or what became of it.",
                        max_length=300,
                        verbose_name="to whom, or why",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="written down")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="taken back")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written down by",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken back by",
                    ),
                ),
                (
                    "exhibit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leavings",
                        to="exhibitions.exhibit",
                        verbose_name="exhibit",
                    ),
                ),
            ],
            options={
                "verbose_name": "leaving",
                "verbose_name_plural": "leavings",
                "ordering": ("-at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("exhibit",),
                        name="one_leaving_per_exhibit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["returned", "explained"])),
                        name="leaving_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="leaving_has_a_note"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="leaving_end_has_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until_at", models.DateTimeField(verbose_name="open until")),
                ("reason", staff.text.LineField(max_length=300, verbose_name="reason")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("agreed_at", models.DateTimeField(null=True, verbose_name="agreed")),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agreed by",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "exhibition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopenings",
                        to="exhibitions.exhibition",
                        verbose_name="exhibition",
                    ),
                ),
            ],
            options={
                "verbose_name": "reopening",
                "verbose_name_plural": "reopenings",
                "ordering": ("-asked_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at__isnull", True), ("agreed_by__isnull", True)),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("agreed_by__isnull", False),
                                models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reopening_is_agreed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="reopening_has_reason"
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, REVERSE),
    ]
