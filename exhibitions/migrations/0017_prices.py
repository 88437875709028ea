import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import staff.text

SQL = """
CREATE FUNCTION meeting_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text[] := ARRAY['held_on', 'members'];
    closing text[] := ARRAY['closed_by_id', 'closed_at'];
    confirming text[] := ARRAY['confirmed_by_id', 'confirmed_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.closed_at IS NOT NULL THEN
            RAISE EXCEPTION 'closed minutes are never deleted' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD; -- a price in them holds them
    END IF;
    IF to_jsonb(OLD) - said - closing - confirming <> to_jsonb(NEW) - said - closing - confirming
        OR OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT NULL
            AND to_jsonb(OLD) - confirming <> to_jsonb(NEW) - confirming
        OR OLD.closed_at IS NULL AND NEW.confirmed_at IS NOT NULL
        OR OLD.confirmed_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'minutes are closed by one, agreed to by another, and then stand'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_guard BEFORE UPDATE OR DELETE ON exhibitions_meeting
    FOR EACH ROW EXECUTE FUNCTION meeting_guard();

CREATE FUNCTION price_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision text[] := ARRAY['decided_by_id', 'decided_at', 'is_agreed'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.decided_at IS NOT NULL THEN
            RAISE EXCEPTION 'a change of price is asked for first, and decided after'
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.meeting_id IS NOT NULL THEN
            PERFORM FROM exhibitions_meeting m JOIN exhibitions_exhibit e ON e.exhibition_id = m.exhibition_id
                WHERE m.id = NEW.meeting_id AND e.id = NEW.exhibit_id AND m.closed_at IS NULL FOR SHARE OF m;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'minutes hold prices of their own exhibition, until they are closed'
                    USING ERRCODE = 'restrict_violation';
            END IF;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.kind <> 'changed' OR OLD.decided_at IS NOT NULL
        OR to_jsonb(OLD) - decision <> to_jsonb(NEW) - decision
    THEN
        RAISE EXCEPTION 'prices are only ever added, and a change is decided once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER price_guard BEFORE INSERT OR UPDATE OR DELETE ON exhibitions_price
    FOR EACH ROW EXECUTE FUNCTION price_guard();

-- What the newest decision of two people says of an exhibit: confirmed minutes, or a change that was agreed to.
CREATE FUNCTION decided_price(exhibit bigint) RETURNS TABLE (for_sale boolean, amount_tyiyn bigint)
LANGUAGE sql STABLE AS $$
    SELECT d.for_sale, d.amount_tyiyn FROM (
        SELECT p.for_sale, p.amount_tyiyn, p.decided_at AS at FROM exhibitions_price p
        WHERE p.exhibit_id = exhibit AND p.kind = 'changed' AND p.is_agreed
        UNION ALL
        SELECT last.for_sale, last.amount_tyiyn, m.confirmed_at FROM exhibitions_meeting m CROSS JOIN LATERAL (
            SELECT p.for_sale, p.amount_tyiyn FROM exhibitions_price p
            WHERE p.meeting_id = m.id AND p.exhibit_id = exhibit AND p.kind = 'approved' ORDER BY p.id DESC LIMIT 1
        ) last
        WHERE m.confirmed_at IS NOT NULL AND last.for_sale IS NOT NULL
            AND m.exhibition_id = (SELECT e.exhibition_id FROM exhibitions_exhibit e WHERE e.id = exhibit)
    ) d ORDER BY d.at DESC LIMIT 1
$$;

-- Once a price is fixed (by closed minutes, by the exhibition's chosen moment, by the opening), nobody changes it alone.
CREATE FUNCTION exhibit_price_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided record;
BEGIN
    IF EXISTS (
        SELECT FROM exhibitions_exhibition x WHERE x.id = NEW.exhibition_id
            AND (x.opens_at <= clock_timestamp() OR x.prices_frozen_at <= clock_timestamp())
    ) OR EXISTS (
        SELECT FROM exhibitions_price p JOIN exhibitions_meeting m ON m.id = p.meeting_id
        WHERE p.exhibit_id = NEW.id AND p.kind = 'approved' AND m.closed_at IS NOT NULL AND p.for_sale IS NOT NULL
            AND p.id = (
                SELECT max(q.id) FROM exhibitions_price q
                WHERE q.meeting_id = m.id AND q.exhibit_id = NEW.id AND q.kind = 'approved'
            )
    ) THEN
        SELECT * INTO decided FROM decided_price(NEW.id);
        IF NOT FOUND OR (NEW.for_sale, NEW.price_tyiyn) IS DISTINCT FROM (decided.for_sale, decided.amount_tyiyn) THEN
            RAISE EXCEPTION 'a fixed price is changed by two people' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER exhibit_price_guard BEFORE UPDATE ON exhibitions_exhibit FOR EACH ROW
    WHEN (OLD.for_sale IS DISTINCT FROM NEW.for_sale OR OLD.price_tyiyn IS DISTINCT FROM NEW.price_tyiyn)
    EXECUTE FUNCTION exhibit_price_guard();

-- The moment from which prices are fixed is chosen before it comes.
CREATE FUNCTION prices_frozen_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.prices_frozen_at <= clock_timestamp() THEN
        RAISE EXCEPTION 'prices that are fixed stay fixed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER prices_frozen_guard BEFORE UPDATE ON exhibitions_exhibition FOR EACH ROW
    WHEN (OLD.prices_frozen_at IS DISTINCT FROM NEW.prices_frozen_at) EXECUTE FUNCTION prices_frozen_guard();
"""
REVERSE = """
DROP TRIGGER prices_frozen_guard ON exhibitions_exhibition;
DROP FUNCTION prices_frozen_guard();
DROP TRIGGER exhibit_price_guard ON exhibitions_exhibit;
DROP FUNCTION exhibit_price_guard();
DROP FUNCTION decided_price(bigint);
DROP TRIGGER price_guard ON exhibitions_price;
DROP FUNCTION price_guard();
DROP TRIGGER meeting_guard ON exhibitions_meeting;
DROP FUNCTION meeting_guard();
"""


class Migration(migrations.Migration):
    """How prices come to be: minutes of a committee, and changes by two people. Prices that stand stay as they are, and
    nobody is said to have decided on them."""

    dependencies = [
        ("exhibitions", "0016_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="day of the meeting")),
                (
                    "members",
                    staff.text.ProseField(
                        blank=True,
                        help_text="A line for each: name and office.",
                        max_length=2000,
                        verbose_name="who is present",
                    ),
                ),
                (
                    "begun_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="begun"
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="agreed")),
            ],
            options={
                "verbose_name": "minutes on prices",
                "verbose_name_plural": "minutes on prices",
                "ordering": ("-begun_at",),
            },
        ),
        migrations.CreateModel(
            name="Price",
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
                        choices=[
                            ("written", "Written by one person"),
                            ("wish", "The artist's wish"),
                            ("first", "First estimate"),
                            ("second", "Second estimate"),
                            ("approved", "Approved by the committee"),
                            ("changed", "Change of price"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "for_sale",
                    models.BooleanField(
                        help_text="Empty: taken back while the meeting lasted.",
                        null=True,
                        verbose_name="for sale",
                    ),
                ),
                ("amount_tyiyn", models.PositiveBigIntegerField(null=True, verbose_name="price, tyiyn")),
                (
                    "words",
                    staff.text.LineField(
                        blank=True,
                        help_text="Why it is changed; or who of the committee disagreed, and why.",
                        max_length=300,
                        verbose_name="reason or dissent",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("is_agreed", models.BooleanField(null=True, verbose_name="agreed")),
            ],
            options={
                "verbose_name": "price",
                "verbose_name_plural": "prices",
                "ordering": ("pk",),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exhibition",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exhibition",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exhibition",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="exhibition",
            name="prices_frozen_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Then, and after the opening at the latest, a price changes only by two people.",
                null=True,
                verbose_name="prices are fixed from",
            ),
        ),
        migrations.AddField(
            model_name="exhibitionevent",
            name="prices_frozen_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Then, and after the opening at the latest, a price changes only by two people.",
                null=True,
                verbose_name="prices are fixed from",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exhibition",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exhibitions_exhibitionevent" ("announced_at", "closes_at", "code", "desk_only_at", "desk_only_by_id", "hold_minutes", "holds_per_phone", "id", "lede_en", "lede_ky", "lede_ru", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "prices_frozen_at", "reserving", "room_minutes", "slug", "title_en", "title_ky", "title_ru", "venue_id", "works_wanted") VALUES (NEW."announced_at", NEW."closes_at", NEW."code", NEW."desk_only_at", NEW."desk_only_by_id", NEW."hold_minutes", NEW."holds_per_phone", NEW."id", NEW."lede_en", NEW."lede_ky", NEW."lede_ru", NEW."opens_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."prices_frozen_at", NEW."reserving", NEW."room_minutes", NEW."slug", NEW."title_en", NEW."title_ky", NEW."title_ru", NEW."venue_id", NEW."works_wanted"); RETURN NULL;',
                    hash="72b6be3eb1da302bcb985a16b5c3e0a0454233eb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7004e",
                    table="exhibitions_exhibition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exhibition",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "exhibitions_exhibitionevent" ("announced_at", "closes_at", "code", "desk_only_at", "desk_only_by_id", "hold_minutes", "holds_per_phone", "id", "lede_en", "lede_ky", "lede_ru", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "prices_frozen_at", "reserving", "room_minutes", "slug", "title_en", "title_ky", "title_ru", "venue_id", "works_wanted") VALUES (NEW."announced_at", NEW."closes_at", NEW."code", NEW."desk_only_at", NEW."desk_only_by_id", NEW."hold_minutes", NEW."holds_per_phone", NEW."id", NEW."lede_en", NEW."lede_ky", NEW."lede_ru", NEW."opens_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."prices_frozen_at", NEW."reserving", NEW."room_minutes", NEW."slug", NEW."title_en", NEW."title_ky", NEW."title_ru", NEW."venue_id", NEW."works_wanted"); RETURN NULL;',
                    hash="692210e630bba52cb3a5c3ffc3efc94df5c3f271",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4da30",
                    table="exhibitions_exhibition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exhibition",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exhibitions_exhibitionevent" ("announced_at", "closes_at", "code", "desk_only_at", "desk_only_by_id", "hold_minutes", "holds_per_phone", "id", "lede_en", "lede_ky", "lede_ru", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "prices_frozen_at", "reserving", "room_minutes", "slug", "title_en", "title_ky", "title_ru", "venue_id", "works_wanted") VALUES (OLD."announced_at", OLD."closes_at", OLD."code", OLD."desk_only_at", OLD."desk_only_by_id", OLD."hold_minutes", OLD."holds_per_phone", OLD."id", OLD."lede_en", OLD."lede_ky", OLD."lede_ru", OLD."opens_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."prices_frozen_at", OLD."reserving", OLD."room_minutes", OLD."slug", OLD."title_en", OLD."title_ky", OLD."title_ru", OLD."venue_id", OLD."works_wanted"); RETURN NULL;',
                    hash="073be73cc5fc09aa14c8a74a3d228c897c0f93bb",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3b2ad",
                    table="exhibitions_exhibition",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="begun_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="begun by",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="closed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="closed by",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="agreed to by",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="exhibition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="exhibitions.exhibition",
                verbose_name="exhibition",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="exhibit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prices",
                to="exhibitions.exhibit",
                verbose_name="exhibit",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="meeting",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prices",
                to="exhibitions.meeting",
                verbose_name="minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at", None)),
                fields=("exhibition",),
                name="one_open_meeting_per_exhibition",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None)),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        models.Q(("members", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="meeting_is_closed_by_someone_with_members",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        models.Q(("confirmed_by", models.F("closed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="meeting_is_confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_tyiyn__gt", 0),
                        ("amount_tyiyn__isnull", False),
                        ("for_sale", True),
                        ("for_sale__isnull", False),
                    ),
                    models.Q(
                        ("amount_tyiyn", None),
                        ("for_sale", False),
                        ("for_sale__isnull", False),
                        ("kind__in", ["written", "approved", "changed"]),
                    ),
                    models.Q(
                        ("amount_tyiyn", None),
                        ("for_sale", None),
                        ("kind__in", ["first", "second", "approved"]),
                    ),
                    _connector="OR",
                ),
                name="price_is_an_amount_or_not_for_sale",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["written", "changed"]), ("meeting", None)),
                    models.Q(
                        ("kind__in", ["wish", "first", "second", "approved"]), ("meeting__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="price_in_minutes_or_by_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "changed"), _negated=True),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="price_change_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("is_agreed", None)),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("is_agreed__isnull", False),
                        ("kind", "changed"),
                        models.Q(
                            ("is_agreed", False),
                            models.Q(("decided_by", models.F("by")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="price_change_is_agreed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None), ("kind", "changed")),
                fields=("exhibit",),
                name="one_waiting_price_per_exhibit",
            ),
        ),
        migrations.RunSQL(SQL, REVERSE),
    ]
