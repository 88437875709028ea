from staff.roles import ALL, grant

grant(
    "exhibitions.artwork",
    view={"cataloguer", "reviewer", "organiser", "auditor"},
    add={"cataloguer"},
    change={"cataloguer"},
)
grant(
    "exhibitions.photo",
    view={"cataloguer", "reviewer", "organiser", "auditor"},
    add={"cataloguer"},
    change={"cataloguer"},
    delete={"cataloguer"},
    # Whoever sees a name in a picture may say so.
    look_at={"cataloguer", "reviewer"},
)
grant("exhibitions.import", view={"cataloguer"}, add={"cataloguer"}, change={"cataloguer"})
grant(
    "exhibitions.publication",
    view={"cataloguer", "reviewer", "organiser", "auditor"},
    add={"cataloguer"},
    change={"reviewer"},
    # One person is enough to protect someone.
    withdraw={"cataloguer", "reviewer", "organiser"},
)
grant("exhibitions.term", view=set(ALL), add={"organiser"}, change={"organiser"})
for place in ("venue", "hall", "exhibition", "wall"):
    grant(f"exhibitions.{place}", view=set(ALL), add={"organiser"}, change={"organiser"})
grant(
    "exhibitions.exhibit",
    view=set(ALL),
    add={"organiser"},
    change={"organiser"},
)
# A paper in somebody's hand cannot be taken back, so it is for those who answer for the walls.
grant("exhibitions.print", add={"organiser"})
