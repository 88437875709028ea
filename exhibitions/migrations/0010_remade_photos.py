import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

SQL = """
-- Checked at the end of each statement, so that a merge carries a photo and what was made from it over together.
ALTER TABLE exhibitions_photo ADD CONSTRAINT photo_with_its_artwork UNIQUE (id, artwork_id);
ALTER TABLE exhibitions_photo ADD CONSTRAINT photo_is_remade_within_its_artwork
    FOREIGN KEY (remade_from_id, artwork_id) REFERENCES exhibitions_photo (id, artwork_id);

CREATE FUNCTION publication_shows_front_or_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM exhibitions_photo WHERE id = NEW.photo_id AND role <> 'front' AND NOT is_chosen) THEN
        RAISE EXCEPTION 'only a front is public, or the photo that was chosen instead'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publication_shows_front_or_chosen BEFORE INSERT ON exhibitions_publication
    FOR EACH ROW EXECUTE FUNCTION publication_shows_front_or_chosen();
"""

REVERSE = """
DROP TRIGGER publication_shows_front_or_chosen ON exhibitions_publication;
DROP FUNCTION publication_shows_front_or_chosen();
ALTER TABLE exhibitions_photo DROP CONSTRAINT photo_is_remade_within_its_artwork;
ALTER TABLE exhibitions_photo DROP CONSTRAINT photo_with_its_artwork;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exhibitions", "0009_pictures_for_search_engines"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PhotoEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("front", "Front"),
                            ("back", "Back"),
                            ("detail", "Detail"),
                            ("label", "Label"),
                            ("condition", "Condition"),
                        ],
                        default="front",
                        max_length=10,
                        verbose_name="shows",
                    ),
                ),
                ("original", models.CharField(editable=False, max_length=120, verbose_name="original")),
                ("sha256", models.BinaryField()),
                ("width", models.PositiveIntegerField(editable=False, verbose_name="width")),
                ("height", models.PositiveIntegerField(editable=False, verbose_name="height")),
                ("mean_colour", models.CharField(editable=False, max_length=7, verbose_name="mean colour")),
                (
                    "likeness",
                    models.BigIntegerField(
                        editable=False, help_text="Perceptual hash, 64 bits.", verbose_name="likeness"
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                (
                    "turned",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="turned"),
                ),
                (
                    "cut_left",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="cut off on the left"
                    ),
                ),
                (
                    "cut_top",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="cut off at the top"
                    ),
                ),
                (
                    "cut_right",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="cut off on the right"
                    ),
                ),
                (
                    "cut_bottom",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="cut off at the bottom"
                    ),
                ),
                (
                    "is_chosen",
                    models.BooleanField(default=False, editable=False, verbose_name="chosen for the public"),
                ),
                (
                    "writing_seen",
                    models.CharField(
                        blank=True,
                        choices=[("", "Nobody has looked yet"), ("no", "No"), ("yes", "Yes")],
                        default="",
                        editable=False,
                        max_length=3,
                        verbose_name="a signature or a name can be read",
                    ),
                ),
                (
                    "writing_seen_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="looked at"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="photo",
            name="cut_bottom",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, verbose_name="cut off at the bottom"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="cut_left",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, verbose_name="cut off on the left"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="cut_right",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, verbose_name="cut off on the right"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="cut_top",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, verbose_name="cut off at the top"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="is_chosen",
            field=models.BooleanField(default=False, editable=False, verbose_name="chosen for the public"),
        ),
        migrations.AddField(
            model_name="photo",
            name="remade_from",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="remade",
                to="exhibitions.photo",
                verbose_name="made from",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="turned",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="turned"),
        ),
        migrations.AddField(
            model_name="photo",
            name="writing_seen",
            field=models.CharField(
                blank=True,
                choices=[("", "Nobody has looked yet"), ("no", "No"), ("yes", "Yes")],
                default="",
                editable=False,
                max_length=3,
                verbose_name="a signature or a name can be read",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="writing_seen_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="looked at"),
        ),
        migrations.AddField(
            model_name="photo",
            name="writing_seen_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="looked at by",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="photo",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exhibitions_photoevent" ("artwork_id", "cut_bottom", "cut_left", "cut_right", "cut_top", "height", "id", "is_chosen", "likeness", "mean_colour", "original", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remade_from_id", "role", "sha256", "turned", "uploaded_at", "uploaded_by_id", "width", "writing_seen", "writing_seen_at", "writing_seen_by_id") VALUES (NEW."artwork_id", NEW."cut_bottom", NEW."cut_left", NEW."cut_right", NEW."cut_top", NEW."height", NEW."id", NEW."is_chosen", NEW."likeness", NEW."mean_colour", NEW."original", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."remade_from_id", NEW."role", NEW."sha256", NEW."turned", NEW."uploaded_at", NEW."uploaded_by_id", NEW."width", NEW."writing_seen", NEW."writing_seen_at", NEW."writing_seen_by_id"); RETURN NULL;',
                    hash="67d4156a9a0c74e202531c6e678ec7065667d393",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a185e",
                    table="exhibitions_photo",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="photo",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "exhibitions_photoevent" ("artwork_id", "cut_bottom", "cut_left", "cut_right", "cut_top", "height", "id", "is_chosen", "likeness", "mean_colour", "original", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remade_from_id", "role", "sha256", "turned", "uploaded_at", "uploaded_by_id", "width", "writing_seen", "writing_seen_at", "writing_seen_by_id") VALUES (NEW."artwork_id", NEW."cut_bottom", NEW."cut_left", NEW."cut_right", NEW."cut_top", NEW."height", NEW."id", NEW."is_chosen", NEW."likeness", NEW."mean_colour", NEW."original", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."remade_from_id", NEW."role", NEW."sha256", NEW."turned", NEW."uploaded_at", NEW."uploaded_by_id", NEW."width", NEW."writing_seen", NEW."writing_seen_at", NEW."writing_seen_by_id"); RETURN NULL;',
                    hash="ab9c5beda16bfc690a9774fb9daf66ef9a31b824",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_75f96",
                    table="exhibitions_photo",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="photo",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exhibitions_photoevent" ("artwork_id", "cut_bottom", "cut_left", "cut_right", "cut_top", "height", "id", "is_chosen", "likeness", "mean_colour", "original", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remade_from_id", "role", "sha256", "turned", "uploaded_at", "uploaded_by_id", "width", "writing_seen", "writing_seen_at", "writing_seen_by_id") VALUES (OLD."artwork_id", OLD."cut_bottom", OLD."cut_left", OLD."cut_right", OLD."cut_top", OLD."height", OLD."id", OLD."is_chosen", OLD."likeness", OLD."mean_colour", OLD."original", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."remade_from_id", OLD."role", OLD."sha256", OLD."turned", OLD."uploaded_at", OLD."uploaded_by_id", OLD."width", OLD."writing_seen", OLD."writing_seen_at", OLD."writing_seen_by_id"); RETURN NULL;',
                    hash="319c7f068a7b15a1b8d0ab9767875e13d723d5f9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c0e27",
                    table="exhibitions_photo",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("turned__in", [0, 90, 180, 270])), name="photo_is_turned_by_quarters"
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "cut_left__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.Value(900), "-", models.F("cut_right")
                        ),
                    ),
                    (
                        "cut_top__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.Value(900), "-", models.F("cut_bottom")
                        ),
                    ),
                ),
                name="photo_cut_leaves_a_picture",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_chosen", False), ("role__in", ["front", "detail"]), _connector="OR"),
                name="photo_chosen_may_be_public",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_chosen", True)),
                fields=("artwork",),
                name="one_chosen_photo_per_artwork",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("writing_seen", ""),
                        ("writing_seen_at__isnull", True),
                        ("writing_seen_by__isnull", True),
                    ),
                    models.Q(("writing_seen__in", ["no", "yes"]), ("writing_seen_at__isnull", False)),
                    _connector="OR",
                ),
                name="photo_look_for_writing_is_whole",
            ),
        ),
        migrations.AddField(
            model_name="photoevent",
            name="artwork",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="exhibitions.artwork",
                verbose_name="artwork",
            ),
        ),
        migrations.AddField(
            model_name="photoevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="photoevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="exhibitions.photo",
            ),
        ),
        migrations.AddField(
            model_name="photoevent",
            name="remade_from",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="exhibitions.photo",
                verbose_name="made from",
            ),
        ),
        migrations.AddField(
            model_name="photoevent",
            name="uploaded_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="uploaded by",
            ),
        ),
        migrations.AddField(
            model_name="photoevent",
            name="writing_seen_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="looked at by",
            ),
        ),
        migrations.RunSQL(SQL, REVERSE),
    ]
