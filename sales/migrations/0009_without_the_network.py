import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import staff.text

SQL = """
-- A desk's numbers are used one by one, or a whole range of them is given away. The range comes first, and begins where
-- the desk stands: so no receipt of the desk can lie in it, before or after.
CREATE OR REPLACE FUNCTION desk_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.next_receipt NOT IN (OLD.next_receipt, OLD.next_receipt + 1) AND NOT EXISTS (
        SELECT FROM sales_receiptrange r
        WHERE r.desk_id = NEW.id AND r.first = OLD.next_receipt AND r.last = NEW.next_receipt - 1
    ) THEN
        RAISE EXCEPTION 'receipts are numbered one by one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION receipt_range_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM sales_desk d WHERE d.id = NEW.desk_id AND d.next_receipt = NEW.first) THEN
            RAISE EXCEPTION 'a range begins with the next receipt of its desk'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL OR to_jsonb(OLD) - 'ended_at' <> to_jsonb(NEW) - 'ended_at' THEN
        RAISE EXCEPTION 'a range of receipts is given once and ended once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_range_guard BEFORE INSERT OR UPDATE OR DELETE ON sales_receiptrange
    FOR EACH ROW EXECUTE FUNCTION receipt_range_guard();

CREATE FUNCTION counterfoil_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending text[] := ARRAY['till_id', 'sale_id', 'set_aside_by_id', 'set_aside_at', 'set_aside_reason'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (
            SELECT FROM sales_receiptrange r
            WHERE r.id = NEW.range_id AND NEW.receipt BETWEEN r.first AND r.last
        ) THEN
            RAISE EXCEPTION 'its receipt is none of this range' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.till_id IS NOT NULL OR OLD.set_aside_at IS NOT NULL
        OR to_jsonb(OLD) - ending <> to_jsonb(NEW) - ending
    THEN
        RAISE EXCEPTION 'what was written without the network is settled once, and stays'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER counterfoil_guard BEFORE INSERT OR UPDATE OR DELETE ON sales_counterfoil
    FOR EACH ROW EXECUTE FUNCTION counterfoil_guard();

CREATE FUNCTION refund_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.paid_at IS NOT NULL
        OR to_jsonb(OLD) - ARRAY['paid_by_id', 'paid_at'] <> to_jsonb(NEW) - ARRAY['paid_by_id', 'paid_at']
    THEN
        RAISE EXCEPTION 'a refund is opened once and paid once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refund_guard BEFORE UPDATE OR DELETE ON sales_refund FOR EACH ROW EXECUTE FUNCTION refund_guard();

-- At the end of every transaction: what reached a drawer became a sale or a refund, and not both.
CREATE FUNCTION counterfoil_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key uuid := CASE TG_TABLE_NAME WHEN 'sales_refund' THEN to_jsonb(NEW)->>'counterfoil_id' ELSE to_jsonb(NEW)->>'id' END;
BEGIN
    IF EXISTS (
        SELECT FROM sales_counterfoil c LEFT JOIN sales_refund r ON r.counterfoil_id = c.id
        WHERE c.id = key
          AND (c.sale_id IS NOT NULL)::int + (r.counterfoil_id IS NOT NULL)::int <> (c.till_id IS NOT NULL)::int
    ) THEN
        RAISE EXCEPTION 'cash without the network is of one sale or of one refund' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER counterfoil_ends_once AFTER INSERT OR UPDATE ON sales_counterfoil
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION counterfoil_ends_once();
CREATE CONSTRAINT TRIGGER refund_ends_once AFTER INSERT ON sales_refund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION counterfoil_ends_once();

-- At the end of every transaction: a refund holds the cash that was taken, and gives back exactly that once it is paid.
CREATE FUNCTION refund_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key uuid := CASE TG_TABLE_NAME WHEN 'sales_refund' THEN to_jsonb(NEW)->>'counterfoil_id' ELSE to_jsonb(NEW)->>'refund_id' END;
    taken bigint;
    received bigint;
    returned bigint;
    paid boolean;
BEGIN
    IF key IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT c.amount_tyiyn, r.paid_at IS NOT NULL INTO taken, paid
        FROM sales_refund r JOIN sales_counterfoil c ON c.id = r.counterfoil_id WHERE r.counterfoil_id = key;
    SELECT coalesce(sum(amount_tyiyn) FILTER (WHERE negates_id IS NULL), 0),
           coalesce(sum(amount_tyiyn) FILTER (WHERE negates_id IS NOT NULL), 0)
        INTO received, returned FROM sales_payment WHERE refund_id = key;
    IF received <> taken OR returned <> (CASE WHEN paid THEN -taken ELSE 0 END) OR EXISTS (
        SELECT FROM sales_payment back JOIN sales_payment first ON first.id = back.negates_id
        WHERE back.refund_id = key AND first.refund_id IS DISTINCT FROM key
    ) THEN
        RAISE EXCEPTION 'payments of refund % do not balance', key USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER refund_balances AFTER INSERT OR UPDATE ON sales_refund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refund_balances();
CREATE CONSTRAINT TRIGGER refund_payments_balance AFTER INSERT ON sales_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refund_balances();

-- At the end of every transaction: a number that was given away is used only by what was written under it.
CREATE FUNCTION receipt_given_away() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM sales_receiptrange r
        WHERE r.desk_id = NEW.desk_id AND NEW.receipt BETWEEN r.first AND r.last AND NOT EXISTS (
            SELECT FROM sales_counterfoil c
            WHERE c.range_id = r.id AND c.receipt = NEW.receipt AND c.sale_id = NEW.claim_id
        )
    ) THEN
        RAISE EXCEPTION 'this receipt was given away for sales without the network'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER receipt_given_away AFTER INSERT ON sales_sale
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION receipt_given_away();
"""

REVERSE = """
DROP TRIGGER receipt_given_away ON sales_sale;
DROP FUNCTION receipt_given_away();
DROP TRIGGER refund_payments_balance ON sales_payment;
DROP TRIGGER refund_balances ON sales_refund;
DROP FUNCTION refund_balances();
DROP TRIGGER refund_ends_once ON sales_refund;
DROP TRIGGER counterfoil_ends_once ON sales_counterfoil;
DROP FUNCTION counterfoil_ends_once();
DROP TRIGGER refund_guard ON sales_refund;
DROP FUNCTION refund_guard();
DROP TRIGGER counterfoil_guard ON sales_counterfoil;
DROP FUNCTION counterfoil_guard();
DROP TRIGGER receipt_range_guard ON sales_receiptrange;
DROP FUNCTION receipt_range_guard();
CREATE OR REPLACE FUNCTION desk_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.next_receipt NOT IN (OLD.next_receipt, OLD.next_receipt + 1) THEN
        RAISE EXCEPTION 'receipts are numbered one by one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exhibitions", "0016_walls"),
        ("sales", "0008_handovers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="payment",
            name="sale",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="sales.sale",
                verbose_name="sale",
            ),
        ),
        migrations.CreateModel(
            name="ReceiptRange",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("device", "this desk's browser"), ("paper", "printed slips")],
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("first", models.PositiveIntegerField(verbose_name="first")),
                ("last", models.PositiveIntegerField(verbose_name="last")),
                (
                    "prices",
                    models.JSONField(
                        default=dict,
                        help_text="Of each exhibit, in tyiyn, as the list said.",
                        verbose_name="prices",
                    ),
                ),
                ("token_sha256", models.BinaryField(null=True)),
                ("given_at", models.DateTimeField(verbose_name="given")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ranges",
                        to="sales.desk",
                        verbose_name="desk",
                    ),
                ),
                (
                    "exhibition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt_ranges",
                        to="exhibitions.exhibition",
                        verbose_name="exhibition",
                    ),
                ),
                (
                    "given_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="given to",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ranges",
                        to="sales.cashsession",
                        verbose_name="cash session",
                    ),
                ),
            ],
            options={
                "verbose_name": "range of receipts",
                "verbose_name_plural": "ranges of receipts",
                "ordering": ("given_at",),
            },
        ),
        migrations.CreateModel(
            name="Counterfoil",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("receipt", models.PositiveIntegerField(verbose_name="receipt")),
                ("price_tyiyn", models.PositiveBigIntegerField(verbose_name="price, tyiyn")),
                ("amount_tyiyn", models.PositiveBigIntegerField(verbose_name="cash taken, tyiyn")),
                ("given_tyiyn", models.PositiveBigIntegerField(null=True, verbose_name="given, tyiyn")),
                ("written_at", models.DateTimeField(verbose_name="written")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "waits",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("till_closed", "The drawer was counted before this arrived."),
                            ("handed_over", "The desk handed it to an organiser."),
                        ],
                        max_length=11,
                        verbose_name="waits because",
                    ),
                ),
                ("set_aside_at", models.DateTimeField(null=True, verbose_name="set aside")),
                (
                    "set_aside_reason",
                    staff.text.LineField(blank=True, max_length=300, verbose_name="why it was set aside"),
                ),
                (
                    "exhibit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counterfoils",
                        to="exhibitions.exhibit",
                        verbose_name="exhibit",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "sale",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counterfoil",
                        to="sales.sale",
                        verbose_name="sale",
                    ),
                ),
                (
                    "set_aside_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="set aside by",
                    ),
                ),
                (
                    "till",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counterfoils",
                        to="sales.cashsession",
                        verbose_name="cash session",
                    ),
                ),
                (
                    "range",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counterfoils",
                        to="sales.receiptrange",
                        verbose_name="range of receipts",
                    ),
                ),
            ],
            options={
                "verbose_name": "sale without the network",
                "verbose_name_plural": "sales without the network",
                "ordering": ("range", "receipt"),
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "counterfoil",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="refund",
                        serialize=False,
                        to="sales.counterfoil",
                        verbose_name="sale without the network",
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("sold", "It was sold already."),
                            ("not_for_sale", "It may not be sold any more."),
                        ],
                        max_length=12,
                        verbose_name="why",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("paid_at", models.DateTimeField(null=True, verbose_name="paid back")),
                (
                    "paid_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="paid back by",
                    ),
                ),
            ],
            options={
                "verbose_name": "refund",
                "verbose_name_plural": "refunds",
                "ordering": ("opened_at",),
            },
        ),
        migrations.AddField(
            model_name="payment",
            name="refund",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="sales.refund",
                verbose_name="refund",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("refund__isnull", True), ("sale__isnull", False)),
                    models.Q(("kind", "cash"), ("refund__isnull", False), ("sale__isnull", True)),
                    _connector="OR",
                ),
                name="payment_is_of_a_sale_or_a_refund",
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptrange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first__gte", 1),
                    ("last__gte", models.F("first")),
                    (
                        "last__lt",
                        django.db.models.expressions.CombinedExpression(
                            models.F("first"), "+", models.Value(200)
                        ),
                    ),
                ),
                name="receipt_range_is_sensible",
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptrange",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("desk"), models.F("desk"), models.Value("[]"), function="int8range"
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("first"),
                            models.F("last"),
                            models.Value("[]"),
                            function="int4range",
                            output_field=django.contrib.postgres.fields.ranges.IntegerRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="receipt_ranges_never_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptrange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("kind", "device")),
                fields=("desk",),
                name="one_browser_goes_on_per_desk",
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptrange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "device"), ("till__isnull", False), ("token_sha256__isnull", False)),
                    models.Q(("kind", "paper"), ("till__isnull", True), ("token_sha256__isnull", True)),
                    _connector="OR",
                ),
                name="receipt_range_of_a_browser_has_its_token",
            ),
        ),
        migrations.AddConstraint(
            model_name="counterfoil",
            constraint=models.UniqueConstraint(
                fields=("range", "receipt"), name="one_counterfoil_per_receipt"
            ),
        ),
        migrations.AddConstraint(
            model_name="counterfoil",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_tyiyn__gt", 0),
                    (
                        "amount_tyiyn__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("price_tyiyn"), "-", models.Value(25)
                        ),
                    ),
                    (
                        "amount_tyiyn__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("price_tyiyn"), "+", models.Value(25)
                        ),
                    ),
                    models.Q(
                        ("given_tyiyn__isnull", True),
                        ("given_tyiyn__gte", models.F("amount_tyiyn")),
                        _connector="OR",
                    ),
                ),
                name="counterfoil_cash_is_of_its_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="counterfoil",
            constraint=models.CheckConstraint(
                condition=models.Q(("waits__in", ["", "till_closed", "handed_over"])),
                name="counterfoil_wait_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="counterfoil",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("set_aside_at", None),
                        ("set_aside_by", None),
                        ("set_aside_reason", ""),
                        ("till__isnull", False),
                    ),
                    models.Q(
                        ("sale", None),
                        ("set_aside_at", None),
                        ("set_aside_by", None),
                        ("set_aside_reason", ""),
                        ("till", None),
                        models.Q(("waits", ""), _negated=True),
                    ),
                    models.Q(
                        ("sale", None),
                        ("set_aside_at__isnull", False),
                        ("set_aside_by__isnull", False),
                        ("till", None),
                        models.Q(("set_aside_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="counterfoil_end_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("why__in", ["sold", "not_for_sale"])), name="refund_why_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paid_at", None), ("paid_by", None)),
                    models.Q(("paid_at__isnull", False), ("paid_by__isnull", False)),
                    _connector="OR",
                ),
                name="refund_is_paid_by_someone",
            ),
        ),
        migrations.RunSQL(SQL, REVERSE),
    ]
