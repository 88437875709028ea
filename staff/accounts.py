from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffOnly(DefaultAccountAdapter):
    """Accounts are given by an organiser; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
