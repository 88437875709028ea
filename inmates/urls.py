"""Pages about people, in the admin."""

from django.urls import path

from inmates.views import consents, identities

admin_pages = [
    path("inmates/artist/<int:artist_id>/consents/", consents.record, name="record_consents"),
    path("inmates/consent/<int:consent_id>/withdraw/", consents.withdraw, name="withdraw_consent"),
    path("inmates/identity/<int:artist_id>/read/", identities.read, name="read_identity"),
]
