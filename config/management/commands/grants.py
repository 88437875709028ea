from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

# Beyond what triggers refuse, the web role simply has no right to do it.
ONLY_ADDED = (
    "sales_sale",
    "sales_payment",
    "sales_payee",
    "sales_fiscalreceipt",
    "inmates_identityreading",
    "inmates_lifeevent",
    "exhibitions_keptapart",
    "exhibitions_print",
    "inmates_paperreading",
)
NEVER_DELETED = (
    "sales_claim",
    "sales_reservation",
    "sales_place",
    "sales_cashsession",
    "sales_handover",
    "sales_leaving",
    "sales_reopening",
    "sales_desk",
    "sales_void",
    "sales_payeechoice",
    "sales_receiptrange",
    "sales_counterfoil",
    "sales_refund",
    "inmates_consent",
    "inmates_attributionpolicy",
    "exhibitions_publication",
    "exhibitions_price",
)


def apply(cursor: Any, web: str | None, public: str | None) -> None:
    """Give the web role what it needs and the public role the public views. `cursor` belongs to the owner."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = [name for (name,) in cursor.fetchall()]
    cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = 'public'")
    views = [name for (name,) in cursor.fetchall()]

    def run(statement: str, role: str, table: str | None = None) -> None:
        parts = {"role": sql.Identifier(role)} | ({"table": sql.Identifier(table)} if table else {})
        cursor.execute(sql.SQL(statement).format(**parts).as_string(None))

    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    if web:
        run("GRANT USAGE ON SCHEMA public TO {role}", web)
        run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}", web)
        for table in tables:
            run("REVOKE ALL ON {table} FROM {role}", web, table)
            if table in ONLY_ADDED or table.endswith("event"):
                run("GRANT SELECT, INSERT ON {table} TO {role}", web, table)
            elif table in NEVER_DELETED:
                run("GRANT SELECT, INSERT, UPDATE ON {table} TO {role}", web, table)
            elif table == "django_migrations":
                run("GRANT SELECT ON {table} TO {role}", web, table)
            else:
                run("GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {role}", web, table)
        for view in views:
            run("GRANT SELECT ON {table} TO {role}", web, view)
    if public:
        run("GRANT USAGE ON SCHEMA public TO {role}", public)
        for table in (*tables, *views):
            run("REVOKE ALL ON {table} FROM {role}", public, table)
        for view in views:
            if view.startswith("public_"):
                run("GRANT SELECT ON {table} TO {role}", public, view)


class Command(BaseCommand):
    help = "Gives the web role and the public role exactly their rights. Run by the owner, after every migration."

    def handle(self, *args: Any, **options: Any) -> None:
        owner = connection.settings_dict["USER"]
        roles = [
            conninfo_to_dict(url).get("user") for url in (settings.WEB_URL, settings.PUBLIC_DATABASE_URL)
        ]
        web, public = (role if role != owner else None for role in roles)
        if public == web:
            public = None
        with connection.cursor() as cursor:
            apply(cursor, web, public)
        if not web or not public:
            self.stdout.write(
                "One database role serves several doors. Set DATABASE_OWNER_URL and DATABASE_PUBLIC_URL "
                "to give each its own."
            )
