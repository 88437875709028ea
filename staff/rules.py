from staff.roles import grant

grant("staff.user", view={"organiser", "auditor"})
grant("staff.membership", view={"organiser", "auditor"})
