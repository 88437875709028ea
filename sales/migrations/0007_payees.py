import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import staff.text

SQL = """
-- A code is kept only whole: with the tail that fits it, and with the number that was looked at.
ALTER TABLE sales_payee ADD CONSTRAINT payee_code_is_whole CHECK (
    lower(right(code, 8)) = '6304' || right(encode(sha256(convert_to(left(code, -8), 'UTF8')), 'hex'), 4)
    AND strpos(code, '10' || lpad(length(account)::text, 2, '0') || account) > 0
);
CREATE TRIGGER payees_only_added BEFORE UPDATE OR DELETE ON sales_payee FOR EACH ROW EXECUTE FUNCTION only_added();

-- Asked for, then agreed to, then ended: each once, and in statements of their own.
CREATE FUNCTION payee_choice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    agreeing text[] := ARRAY['agreed_by_id', 'agreed_at'];
    ending text[] := ARRAY['ended_by_id', 'ended_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a choice of a payee is ended, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.agreed_at IS NOT NULL OR NEW.ended_at IS NOT NULL THEN
            RAISE EXCEPTION 'a payee is asked for before anyone agrees' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF to_jsonb(OLD) - agreeing - ending <> to_jsonb(NEW) - agreeing - ending
        OR OLD.agreed_at IS NOT NULL AND to_jsonb(OLD) - ending <> to_jsonb(NEW) - ending
        OR OLD.ended_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'a payee is agreed to once and ended once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payee_choice_guard BEFORE INSERT OR UPDATE OR DELETE ON sales_payeechoice
    FOR EACH ROW EXECUTE FUNCTION payee_choice_guard();

CREATE TRIGGER fiscal_receipts_only_added BEFORE UPDATE OR DELETE ON sales_fiscalreceipt
    FOR EACH ROW EXECUTE FUNCTION only_added();
"""

REVERSE = """
DROP TRIGGER fiscal_receipts_only_added ON sales_fiscalreceipt;
DROP TRIGGER payee_choice_guard ON sales_payeechoice;
DROP FUNCTION payee_choice_guard();
DROP TRIGGER payees_only_added ON sales_payee;
ALTER TABLE sales_payee DROP CONSTRAINT payee_code_is_whole;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exhibitions", "0016_walls"),
        ("sales", "0006_till_guards"),
        ("staff", "0003_only_added"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Payee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    staff.text.LineField(
                        help_text="As buyers read it before they pay.",
                        max_length=120,
                        verbose_name="organisation",
                    ),
                ),
                (
                    "inn",
                    models.CharField(
                        help_text="Of the organisation: 14 digits, the first is 0. A person's number is not accepted.",
                        max_length=14,
                        verbose_name="tax number (INN)",
                    ),
                ),
                ("bank", staff.text.LineField(max_length=80, verbose_name="bank")),
                (
                    "account_kind",
                    models.CharField(
                        choices=[
                            ("merchant", "Merchant's contract with the bank"),
                            ("settlement", "Organisation's settlement account"),
                        ],
                        max_length=10,
                        verbose_name="account",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Scan the bank's code with any reader and copy its text here.",
                        max_length=512,
                        verbose_name="text of the bank's QR code",
                    ),
                ),
                (
                    "account",
                    models.CharField(editable=False, max_length=99, verbose_name="number in the code"),
                ),
                (
                    "writes_sum",
                    models.BooleanField(
                        default=False,
                        help_text="Then the buyer cannot change it, and the number of the reservation stands beside it.",
                        verbose_name="the bank lets us write the sum into its code",
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="added")),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
            ],
            options={
                "verbose_name": "payee",
                "verbose_name_plural": "payees",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="PayeeChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", staff.text.LineField(max_length=300, verbose_name="reason")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("agreed_at", models.DateTimeField(null=True, verbose_name="agreed at")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
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
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "exhibition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payee_choices",
                        to="exhibitions.exhibition",
                        verbose_name="exhibition",
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choices",
                        to="sales.payee",
                        verbose_name="payee",
                    ),
                ),
            ],
            options={
                "verbose_name": "choice of a payee",
                "verbose_name_plural": "choices of payees",
                "ordering": ("-asked_at",),
            },
        ),
        migrations.CreateModel(
            name="FiscalReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", staff.text.LineField(max_length=40, verbose_name="number of the fiscal receipt")),
                ("issued_at", models.DateTimeField(verbose_name="printed at")),
                (
                    "code",
                    staff.text.LineField(blank=True, max_length=500, verbose_name="text of its QR code"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fiscal_receipts",
                        to="sales.sale",
                        verbose_name="sale",
                    ),
                ),
            ],
            options={
                "verbose_name": "fiscal receipt",
                "verbose_name_plural": "fiscal receipts",
                "ordering": ("recorded_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True), name="fiscal_receipt_has_number"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="payee",
            constraint=models.CheckConstraint(
                condition=models.Q(("inn__regex", "^0[0-9]{13}$")),
                name="payee_is_an_organisation",
                violation_error_message="This is not an organisation's number: 14 digits, the first is 0. A person cannot be paid.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("account__regex", "^(\\+?996[0-9]{9}|0[0-9]{9}|[12][0-9]{13})$"), _negated=True
                    ),
                    models.Q(("account", ""), _negated=True),
                ),
                name="payee_account_is_no_wallet",
                violation_error_message="This code pays a person: its number is a telephone or a personal number. Ask the bank for the organisation's code.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payee",
            constraint=models.CheckConstraint(
                condition=models.Q(("account_kind__in", ["merchant", "settlement"])),
                name="payee_account_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="payee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True), models.Q(("bank", ""), _negated=True)
                ),
                name="payee_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="payeechoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at", None), ("agreed_by", None)),
                    models.Q(
                        ("agreed_at__isnull", False),
                        ("agreed_by__isnull", False),
                        models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="payee_choice_is_agreed_by_someone_else",
                violation_error_message="You asked for this. A second person has to agree.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payeechoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="payee_choice_end_has_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="payeechoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="payee_choice_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="payeechoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agreed_at__isnull", False), ("ended_at", None)),
                fields=("exhibition",),
                name="one_standing_payee_per_exhibition",
            ),
        ),
        migrations.AddConstraint(
            model_name="payeechoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agreed_at", None), ("ended_at", None)),
                fields=("exhibition",),
                name="one_waiting_payee_per_exhibition",
            ),
        ),
        migrations.RunSQL(SQL, REVERSE),
    ]
