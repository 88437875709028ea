"""Pages about works, in the admin and beside it."""

from django.urls import path

from exhibitions.views import artworks, imports, photos, publications

admin_pages = [
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
    path("exhibitions/import/", imports.index, name="imports"),
    path("exhibitions/import/new/", imports.add, name="import_new"),
    path("exhibitions/import/template/", imports.template, name="import_template"),
    path("exhibitions/import/<int:import_id>/", imports.show, name="import"),
    path("exhibitions/import/<int:import_id>/columns/", imports.say_columns, name="import_columns"),
    path("exhibitions/import/<int:import_id>/confirm/", imports.confirm, name="import_confirm"),
    path("exhibitions/import/<int:import_id>/cancel/", imports.cancel, name="import_cancel"),
    path("exhibitions/import/<int:import_id>/resume/", imports.resume, name="import_resume"),
    path("exhibitions/import/<int:import_id>/wrong/", imports.wrong, name="import_wrong"),
]

app_name = "backstage"
urlpatterns = [path("photos/<str:name>", photos.rendition, name="photo")]
