import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import staff.text

SQL = """
-- What leaves the house was paid, is still sold, and shows no name on its back.
CREATE FUNCTION handover_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending text[] := ARRAY['ended_by_id', 'ended_at', 'end_reason'];
    work bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a hand-over is ended, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.ended_at IS NOT NULL OR to_jsonb(OLD) - ending <> to_jsonb(NEW) - ending THEN
            RAISE EXCEPTION 'a hand-over can only be ended, once' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.ended_by_id = OLD.by_id AND NEW.ended_at > OLD.at + interval '5 minutes' THEN
            RAISE EXCEPTION 'after five minutes a second person takes a hand-over back'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    -- Locked, so that nobody undoes the sale in the same moment.
    SELECT c.artwork_id INTO work FROM sales_claim c
        WHERE c.id = NEW.sale_id AND c.kind = 'sale' AND c.ended_at IS NULL FOR SHARE;
    IF work IS NULL OR NEW.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'only what is sold is handed over' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (SELECT coalesce(sum(p.amount_tyiyn), 0) FROM sales_payment p WHERE p.sale_id = NEW.sale_id)
        <> (SELECT s.price_tyiyn FROM sales_sale s WHERE s.claim_id = NEW.sale_id)
    THEN
        RAISE EXCEPTION 'only what is paid is handed over' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.back = 'nothing' AND EXISTS (
        SELECT FROM exhibitions_photo p WHERE p.artwork_id = work AND p.role = 'back' AND p.writing_seen = 'yes'
    ) THEN
        RAISE EXCEPTION 'a name was seen on the back: it is covered or removed first'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER handover_guard BEFORE INSERT OR UPDATE OR DELETE ON sales_handover
    FOR EACH ROW EXECUTE FUNCTION handover_guard();

-- Money does not go back while the work is gone.
CREATE FUNCTION claim_of_a_work_in_the_house() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM sales_handover h WHERE h.sale_id = NEW.id AND h.ended_at IS NULL) THEN
        RAISE EXCEPTION 'a sale is not undone while its work is handed over'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_of_a_work_in_the_house BEFORE UPDATE ON sales_claim
    FOR EACH ROW WHEN (OLD.kind = 'sale' AND NEW.ended_at IS NOT NULL)
    EXECUTE FUNCTION claim_of_a_work_in_the_house();
"""

REVERSE = """
DROP TRIGGER claim_of_a_work_in_the_house ON sales_claim;
DROP FUNCTION claim_of_a_work_in_the_house();
DROP TRIGGER handover_guard ON sales_handover;
DROP FUNCTION handover_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0007_payees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "back",
                    models.CharField(
                        choices=[
                            ("nothing", "Nothing can be read there"),
                            ("covered", "Covered"),
                            ("removed", "Removed"),
                        ],
                        max_length=8,
                        verbose_name="reverse side",
                    ),
                ),
                (
                    "collector",
                    models.CharField(
                        choices=[("buyer", "The buyer"), ("other", "Somebody for the buyer")],
                        default="buyer",
                        max_length=6,
                        verbose_name="collected by",
                    ),
                ),
                ("mandate", staff.text.LineField(blank=True, max_length=60, verbose_name="what they showed")),
                ("at", models.DateTimeField(verbose_name="handed over")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="taken back")),
                (
                    "end_reason",
                    staff.text.LineField(blank=True, max_length=300, verbose_name="why it was taken back"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handed over by",
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
                    "sale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="sales.sale",
                        verbose_name="sale",
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-over",
                "verbose_name_plural": "hand-overs",
                "ordering": ("-at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("sale",),
                        name="one_handover_per_sale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("back__in", ["nothing", "covered", "removed"])),
                        name="handover_back_was_looked_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("collector", "buyer"), ("mandate", "")),
                            ("collector", "other"),
                            _connector="OR",
                        ),
                        name="handover_mandate_is_of_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end_reason", ""), ("ended_at__isnull", True), ("ended_by__isnull", True)
                            ),
                            models.Q(("ended_at__isnull", False), ("ended_by", models.F("by"))),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="handover_end_is_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, REVERSE),
    ]
