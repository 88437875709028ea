"""The public addresses. `urlpatterns` stand under a language; `root_urlpatterns` are the same in all of them."""

from django.urls import path, re_path

from gallery.views import (
    artwork,
    board,
    door,
    exhibition,
    find,
    home,
    line,
    reservation,
    reserve,
    robots,
    shared,
    short,
    words,
)

app_name = "gallery"

urlpatterns = [
    path("", home.home, name="home"),
    path("e/<slug:slug>/", exhibition.exhibition, name="exhibition"),
    path("e/<slug:slug>/<int:number>/", artwork.artwork, name="artwork"),
    path("e/<slug:slug>/<int:number>/reserve/", reserve.reserve, name="reserve"),
    path("e/<slug:slug>/<int:number>/wait/", line.wait, name="wait"),
    path("board/<slug:slug>/", board.board, name="board"),
    path("l/<str:secret>/", line.place, name="place"),
    path("l/<str:secret>/accept/", line.accept, name="accept"),
    path("l/<str:secret>/leave/", line.leave, name="leave"),
    path("r/<str:secret>/", reservation.reservation, name="reservation"),
    path("r/<str:secret>/cancel/", reservation.cancel, name="cancel"),
    path("r/<str:secret>/pay.png", reservation.pay_picture, name="pay-picture"),
    path("door/<slug:slug>/", door.door, name="door"),
    path("door/<slug:slug>/<str:proof>/", door.door, name="door-with"),
    path("find/", find.find, name="find"),
    path("archive/", words.archive, name="archive"),
    path("about/", words.about, name="about"),
    path("privacy/", words.privacy, name="privacy"),
]

root_urlpatterns = [
    path("", short.front_door, name="front-door"),
    path("i/<str:name>.<str:suffix>", shared.picture, name="picture"),
    path("e/<slug:slug>/hang.css", shared.hang_css, name="hang-css"),
    path("board/<slug:slug>/", board.to_board, name="to-board"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    re_path(r"^(?P<code>[a-z]{1,8})(?P<number>[0-9]{1,5})$", short.short, name="short"),
]
