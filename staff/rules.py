from staff.roles import grant

grant("staff.user", view={"organiser", "auditor"}, add={"organiser"}, change={"organiser"})
grant(
    "staff.membership",
    view={"organiser", "auditor"},
    add={"organiser"},
    change={"organiser"},
    delete={"organiser"},
)
