"""Signing in and out. Only these doors of allauth's are open: accounts are given by an organiser, so nobody signs up,
and no mail with a password goes to anybody."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
]
