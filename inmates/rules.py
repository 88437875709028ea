from staff.roles import ALL, allow, grant

LOWERS, LIFTS = {"cataloguer", "reviewer", "organiser"}, {"reviewer", "organiser"}
grant(
    "inmates.institution",
    view=set(ALL),
    change={"organiser"},
    add={"organiser"},
    # How openly its artists are named at the most. Lifting needs a second one of them, and a day.
    lower=LOWERS,
    lift=LIFTS,
)
allow("inmates.lower_policy", LIFTS)
allow("inmates.lift_policy", LIFTS)
grant(
    "inmates.artist",
    view={"cataloguer", "reviewer", "organiser", "auditor"},
    add={"cataloguer"},
    change={"cataloguer"},
    # Between two institutions only someone who sees both.
    transfer={"organiser"},
    leave={"cataloguer", "organiser"},
    lower=LOWERS,
    lift=LIFTS,
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
