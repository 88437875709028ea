"""What each role may do. Every room declares its own table in its `rules.py`; what is not granted is refused."""

from typing import Any

import rules
from django.db import models

from staff.scope import holds, reach

ALL = frozenset({"cataloguer", "reviewer", "organiser", "cashier", "treasurer", "auditor"})


def in_role(roles: frozenset[str]) -> rules.Predicate:
    """True for people with one of `roles`; asked about a row, only where that role reaches the row's institution."""

    def has_role(user: Any, row: models.Model | None = None) -> bool:
        if row is None:
            return holds(user, *roles)
        ids = reach(user, roles)
        return ids is None or _institution_id(row) in ids

    return rules.predicate(has_role, name=f"in_role({', '.join(sorted(roles))})")


def in_whole_house(roles: frozenset[str]) -> rules.Predicate:
    """True for people with one of `roles` for every institution: the desk serves the whole room or nobody."""

    def has_role(user: Any, row: models.Model | None = None) -> bool:
        return reach(user, roles) is None

    return rules.predicate(has_role, name=f"in_whole_house({', '.join(sorted(roles))})")


def _institution_id(row: models.Model) -> int | None:
    """Follow the queryset's `institution_path` from this row."""
    path = getattr(type(row)._default_manager.all(), "institution_path", None)
    if path is None:
        return None
    here: Any = row
    for name in path.split("__"):
        if here is None:
            return None
        here = getattr(here, name)
    return getattr(here, "pk", here)


def allow(permission: str, who: set[str]) -> None:
    """allow("sales.sell", {"organiser", "cashier"}) declares the right to an act of the whole house."""
    rules.add_perm(permission, in_whole_house(frozenset(who)))


def grant(label: str, **who: set[str]) -> None:
    """grant("exhibitions.artwork", view={...}, add={...}, change={...}) declares the rights on one model."""
    app, model = label.split(".")
    for action, roles in who.items():
        rules.add_perm(f"{app}.{action}_{model}", in_role(frozenset(roles)))
    module = frozenset().union(*who.values())
    predicate = in_role(module)
    if rules.perm_exists(app):
        rules.set_perm(app, rules.permissions.permissions[app] | predicate)
    else:
        rules.add_perm(app, predicate)
