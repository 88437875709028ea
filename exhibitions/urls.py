"""Pages about works, in the admin and beside it."""

from django.urls import path

from exhibitions.views import artworks, papers, photos, publications

admin_pages = [
    path("inmates/consent/<int:consent_id>/paper/add/", papers.add, name="add_paper"),
    path("exhibitions/artwork/export/", artworks.export, name="artworks_export"),
    path("exhibitions/artwork/<int:artwork_id>/photo/", photos.add, name="add_photo"),
    path("exhibitions/artwork/<int:artwork_id>/propose/", publications.propose, name="propose"),
    path("exhibitions/publication/<int:publication_id>/approve/", publications.approve, name="approve"),
    path("exhibitions/publication/<int:publication_id>/send-back/", publications.send_back, name="send_back"),
    path(
        "exhibitions/publication/<int:publication_id>/withdraw/",
        publications.withdraw,
        name="withdraw_publication",
    ),
]

app_name = "backstage"
urlpatterns = [path("photos/<str:name>", photos.rendition, name="photo")]
