from staff.roles import ALL, grant

grant("inmates.institution", view=set(ALL), change={"organiser"}, add={"organiser"})
grant(
    "inmates.artist",
    view={"cataloguer", "reviewer", "organiser", "auditor"},
    add={"cataloguer"},
    change={"cataloguer"},
    # Between two institutions only someone who sees both.
    transfer={"organiser"},
    leave={"cataloguer", "organiser"},
)
grant("inmates.lifeevent", view={"cataloguer", "reviewer", "organiser", "auditor"})
grant("inmates.identityreading", view={"auditor"})
grant("inmates.paperreading", view={"auditor"})
grant(
    "inmates.consent",
    view={"cataloguer", "reviewer", "organiser", "auditor"},
    add={"cataloguer"},
    # One person is enough to protect someone.
    withdraw={"cataloguer", "reviewer", "organiser"},
)
