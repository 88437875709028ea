from importlib import import_module

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

before = import_module("exhibitions.migrations.0012_policy_in_public_views")
BEFORE = before.EXHIBITION.format(version=before.BEGUN)
# What the public pages say beside the button. New columns of a view stand at its end.
SHOWN = before.EXHIBITION.format(version=before.BEGUN).replace(
    "AS version\nFROM",
    "AS version, x.reserving, x.room_minutes, x.desk_only_at IS NOT NULL AS desk_only\nFROM",
)


class Migration(migrations.Migration):
    """Who may reserve from where, how many works one telephone may hold, and the switch that leaves it to the desk."""

    dependencies = [
        ("exhibitions", "0014_prints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            name="desk_only_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="desk only since"),
        ),
        migrations.AddField(
            model_name="exhibition",
            name="desk_only_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="desk only: switched by",
            ),
        ),
        migrations.AddField(
            model_name="exhibition",
            name="holds_per_phone",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "1"), (2, "2")],
                default=2,
                help_text="Offers of the line are counted as well.",
                verbose_name="works one telephone may hold",
            ),
        ),
        migrations.AddField(
            model_name="exhibition",
            name="reserving",
            field=models.CharField(
                choices=[
                    ("everyone", "Everyone"),
                    ("room", "Who is in the room"),
                    ("room_first", "Who is in the room; later everyone"),
                ],
                default="everyone",
                help_text="Who is in the room shows it with the code at the door.",
                max_length=10,
                verbose_name="who may reserve",
            ),
        ),
        migrations.AddField(
            model_name="exhibition",
            name="room_minutes",
            field=models.PositiveSmallIntegerField(
                default=30,
                help_text="From the opening on. Counts only where everyone may reserve later.",
                verbose_name="minutes for the room alone",
            ),
        ),
        migrations.AddField(
            model_name="exhibitionevent",
            name="desk_only_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="desk only since"),
        ),
        migrations.AddField(
            model_name="exhibitionevent",
            name="desk_only_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="desk only: switched by",
            ),
        ),
        migrations.AddField(
            model_name="exhibitionevent",
            name="holds_per_phone",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "1"), (2, "2")],
                default=2,
                help_text="Offers of the line are counted as well.",
                verbose_name="works one telephone may hold",
            ),
        ),
        migrations.AddField(
            model_name="exhibitionevent",
            name="reserving",
            field=models.CharField(
                choices=[
                    ("everyone", "Everyone"),
                    ("room", "Who is in the room"),
                    ("room_first", "Who is in the room; later everyone"),
                ],
                default="everyone",
                help_text="Who is in the room shows it with the code at the door.",
                max_length=10,
                verbose_name="who may reserve",
            ),
        ),
        migrations.AddField(
            model_name="exhibitionevent",
            name="room_minutes",
            field=models.PositiveSmallIntegerField(
                default=30,
                help_text="From the opening on. Counts only where everyone may reserve later.",
                verbose_name="minutes for the room alone",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exhibition",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exhibitions_exhibitionevent" ("announced_at", "closes_at", "code", "desk_only_at", "desk_only_by_id", "hold_minutes", "holds_per_phone", "id", "lede_en", "lede_ky", "lede_ru", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reserving", "room_minutes", "slug", "title_en", "title_ky", "title_ru", "venue_id", "works_wanted") VALUES (NEW."announced_at", NEW."closes_at", NEW."code", NEW."desk_only_at", NEW."desk_only_by_id", NEW."hold_minutes", NEW."holds_per_phone", NEW."id", NEW."lede_en", NEW."lede_ky", NEW."lede_ru", NEW."opens_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."reserving", NEW."room_minutes", NEW."slug", NEW."title_en", NEW."title_ky", NEW."title_ru", NEW."venue_id", NEW."works_wanted"); RETURN NULL;',
                    hash="be17be40162afdce26930400187e960b32b2a8cb",
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
                    func='INSERT INTO "exhibitions_exhibitionevent" ("announced_at", "closes_at", "code", "desk_only_at", "desk_only_by_id", "hold_minutes", "holds_per_phone", "id", "lede_en", "lede_ky", "lede_ru", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reserving", "room_minutes", "slug", "title_en", "title_ky", "title_ru", "venue_id", "works_wanted") VALUES (NEW."announced_at", NEW."closes_at", NEW."code", NEW."desk_only_at", NEW."desk_only_by_id", NEW."hold_minutes", NEW."holds_per_phone", NEW."id", NEW."lede_en", NEW."lede_ky", NEW."lede_ru", NEW."opens_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."reserving", NEW."room_minutes", NEW."slug", NEW."title_en", NEW."title_ky", NEW."title_ru", NEW."venue_id", NEW."works_wanted"); RETURN NULL;',
                    hash="af4f67f55ef46cec68852ee72a5176282155dc12",
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
                    func='INSERT INTO "exhibitions_exhibitionevent" ("announced_at", "closes_at", "code", "desk_only_at", "desk_only_by_id", "hold_minutes", "holds_per_phone", "id", "lede_en", "lede_ky", "lede_ru", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reserving", "room_minutes", "slug", "title_en", "title_ky", "title_ru", "venue_id", "works_wanted") VALUES (OLD."announced_at", OLD."closes_at", OLD."code", OLD."desk_only_at", OLD."desk_only_by_id", OLD."hold_minutes", OLD."holds_per_phone", OLD."id", OLD."lede_en", OLD."lede_ky", OLD."lede_ru", OLD."opens_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."reserving", OLD."room_minutes", OLD."slug", OLD."title_en", OLD."title_ky", OLD."title_ru", OLD."venue_id", OLD."works_wanted"); RETURN NULL;',
                    hash="b5ded8e6d95f6e231154aee5d9e3130578f6d2db",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3b2ad",
                    table="exhibitions_exhibition",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="exhibition",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserving__in", ["everyone", "room", "room_first"])),
                name="exhibition_reserving_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="exhibition",
            constraint=models.CheckConstraint(
                condition=models.Q(("room_minutes__range", (1, 1440))),
                name="exhibition_room_minutes_are_sensible",
                violation_error_message="The room has between one minute and a day for itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exhibition",
            constraint=models.CheckConstraint(
                condition=models.Q(("holds_per_phone__range", (1, 2))), name="exhibition_holds_one_or_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="exhibition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("desk_only_at__isnull", True), ("desk_only_by__isnull", True)),
                    models.Q(("desk_only_at__isnull", False), ("desk_only_by__isnull", False)),
                    _connector="OR",
                ),
                name="exhibition_desk_only_has_a_person",
            ),
        ),
        migrations.RunSQL(SHOWN, "DROP VIEW public_exhibition;" + BEFORE),
    ]
