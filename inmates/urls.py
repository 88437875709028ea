"""Pages about people, in the admin."""

from django.urls import path

from inmates.views import consents, identities, lives, papers

admin_pages = [
    path("inmates/artist/<int:artist_id>/consents/", consents.record, name="record_consents"),
    path("inmates/artist/<int:artist_id>/transfer/", lives.transfer, name="transfer_artist"),
    path("inmates/artist/<int:artist_id>/release/", lives.release, name="release_artist"),
    path("inmates/artist/<int:artist_id>/death/", lives.death, name="artist_died"),
    path("inmates/consent/<int:consent_id>/withdraw/", consents.withdraw, name="withdraw_consent"),
    path("inmates/consent/<int:consent_id>/paper/", papers.read, name="read_paper"),
    path("inmates/identity/<int:artist_id>/read/", identities.read, name="read_identity"),
]
