from staff.roles import grant

MONEY = {"organiser", "cashier", "treasurer", "auditor"}

grant("sales.claim", view={"organiser", "cashier", "auditor"})
grant("sales.reservation", view={"organiser", "cashier"})
grant("sales.sale", view=MONEY, add={"organiser", "cashier"})
grant("sales.payment", view=MONEY)
grant("sales.void", view=MONEY, add={"organiser", "cashier"}, change={"organiser"})
