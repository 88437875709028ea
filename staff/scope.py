"""Whose rows a person may see: the one queryset word `visible_to`, used by pages, admin, search, exports and papers.

A model's queryset says where its institution is (`institution_path`) and which roles may see its rows at all
(`seen_by`); everything else follows from the person's memberships. An unset rule shows nothing."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from staff.models import Membership


def memberships(user: Any) -> list["Membership"]:
    """The person's memberships, read once for each request (the user row itself is loaded at each request)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    if not hasattr(user, "_memberships"):
        user._memberships = list(user.memberships.all())
    return user._memberships


def holds(user: Any, *roles: str) -> bool:
    """Whether the person has one of these roles, in whichever institution."""
    return any(membership.role in roles for membership in memberships(user))


def reach(user: Any, roles: frozenset[str]) -> list[int] | None:
    """The institutions in which the person has one of `roles`: None for all of them, else their ids."""
    ids: list[int] = []
    for membership in memberships(user):
        if membership.role in roles:
            if membership.institution_id is None:
                return None
            ids.append(membership.institution_id)
    return ids


class ScopedQuerySet(models.QuerySet):
    institution_path: str | None = None
    seen_by: frozenset[str] = frozenset()

    def visible_to(self, user: Any) -> Self:
        """The rows this person may see. Foreign rows are simply not there."""
        if getattr(user, "is_superuser", False) and user.is_active:
            return self
        ids = reach(user, self.seen_by)
        if ids is None:
            return self
        if not ids:
            return self.none()
        if (
            self.institution_path is None
        ):  # rows that belong to no institution are for those who see all of them
            return self.none()
        return self.filter(**{f"{self.institution_path}__in": ids})


def rows(model: type[models.Model], user: Any) -> models.QuerySet:
    """The rows of any model that this person may see, for choices, filters and lists alike. A model that declares no
    scope shows nothing."""
    if model is get_user_model():
        return colleagues(user)
    queryset = model._default_manager.all()
    return queryset.visible_to(user) if isinstance(queryset, ScopedQuerySet) else queryset.none()


def colleagues(user: Any) -> models.QuerySet:
    """People who work in the same institutions, and oneself; everyone, for those who work for all of them."""
    people = get_user_model()._default_manager.all()
    if getattr(user, "is_superuser", False) and user.is_active:
        return people
    held = memberships(user)
    if any(membership.institution_id is None for membership in held):
        return people
    here = people.filter(memberships__institution__in=[membership.institution_id for membership in held])
    return people.filter(Q(pk=user.pk) | Q(pk__in=here.values("pk"))) if held else people.none()
