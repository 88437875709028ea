from staff.roles import allow, grant

MONEY = {"organiser", "cashier", "treasurer", "auditor"}
DESK = {"organiser", "cashier"}

grant("sales.claim", view=MONEY)
grant("sales.reservation", view=DESK)
grant("sales.place", view=DESK)
grant("sales.sale", view=MONEY)
grant("sales.payment", view=MONEY)
grant("sales.void", view=MONEY)

allow("sales.see_board", MONEY)
allow("sales.sell", DESK)
allow("sales.release_hold", DESK)
allow("sales.ask_void", DESK)
allow("sales.approve_void", {"organiser"})
