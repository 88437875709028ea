"""Pages about works, in the admin and beside it."""

from django.urls import path

from exhibitions.views import (
    artworks,
    catalogue,
    duplicates,
    hanging,
    imports,
    labels,
    offline,
    papers,
    photos,
    policy,
    publications,
)

admin_pages = [
    path("inmates/consent/<int:consent_id>/paper/add/", papers.add, name="add_paper"),
    path("inmates/policy/", policy.house, name="policy"),
    path("inmates/institution/<int:institution_id>/ceiling/", policy.institution, name="ceiling"),
    path("inmates/artist/<int:artist_id>/named/", policy.artist, name="artist_level"),
    path("exhibitions/exhibition/<int:exhibition_id>/hang/", hanging.hang, name="hang"),
    path("exhibitions/recall/", policy.labels, name="recall"),
    path("exhibitions/exhibition/<int:exhibition_id>/labels/", labels.sheets, name="labels"),
    path("exhibitions/artwork/export/", artworks.export, name="artworks_export"),
    path("exhibitions/duplicates/", duplicates.show, name="duplicates"),
    path("exhibitions/artwork/<int:artwork_id>/merge/", duplicates.merge, name="merge_artworks"),
    path("exhibitions/artwork/<int:artwork_id>/apart/", duplicates.keep_apart, name="keep_artworks_apart"),
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
    path("exhibitions/import/photos/", imports.add_photos, name="import_photos"),
    path("exhibitions/import/template/", imports.template, name="import_template"),
    path("exhibitions/import/<int:import_id>/", imports.show, name="import"),
    path("exhibitions/import/<int:import_id>/columns/", imports.say_columns, name="import_columns"),
    path("exhibitions/import/<int:import_id>/confirm/", imports.confirm, name="import_confirm"),
    path("exhibitions/import/<int:import_id>/cancel/", imports.cancel, name="import_cancel"),
    path("exhibitions/import/<int:import_id>/resume/", imports.resume, name="import_resume"),
    path("exhibitions/import/<int:import_id>/wrong/", imports.wrong, name="import_wrong"),
]

app_name = "backstage"
urlpatterns = [
    path("photos/<str:name>", photos.rendition, name="photo"),
    path("photos/<int:photo_id>/", photos.one, name="one_photo"),
    path("photos/<int:photo_id>/turn/", photos.turn, name="turn_photo"),
    path("photos/<int:photo_id>/crop/", photos.crop, name="crop_photo"),
    path("photos/<int:photo_id>/writing/", photos.writing, name="photo_writing"),
    path("photos/<int:photo_id>/public/", photos.public, name="photo_public"),
    path("photos/<int:photo_id>/remove/", photos.remove, name="remove_photo"),
    path("offline/", offline.shell, name="offline"),
    path("worker.js", offline.worker, name="worker"),
    path("works/", catalogue.works, name="works"),
    path("works/new/", catalogue.new_work, name="new_work"),
    path("works/<int:artwork_id>/", catalogue.work, name="work"),
    path("works/<int:artwork_id>/label/", catalogue.label, name="label"),
    path("works/of/<uuid:photo>/label/", catalogue.late_label, name="late_label"),
    path("works/<int:artwork_id>/person/", catalogue.person, name="person"),
    path("works/<int:artwork_id>/photo/", catalogue.photo, name="another_photo"),
    path("works/<int:artwork_id>/undo/", catalogue.undo, name="undo"),
    path("artists/new/", catalogue.new_artist, name="new_artist"),
]
