from staff.roles import allow, grant

MONEY = {"organiser", "cashier", "treasurer", "auditor"}
DESK = {"organiser", "cashier"}

grant("sales.claim", view=MONEY)
grant("sales.reservation", view=DESK)
grant("sales.place", view=DESK)
grant("sales.sale", view=MONEY)
grant("sales.payment", view=MONEY)
grant("sales.void", view=MONEY)
grant("sales.handover", view=MONEY)
grant("sales.leaving", view=MONEY)
grant("sales.reopening", view=MONEY)
grant("sales.desk", view=MONEY, add={"organiser"}, change={"organiser"})
grant("sales.cashsession", view=MONEY)

allow("sales.see_board", MONEY)
allow("sales.sell", DESK)
allow("sales.open_till", DESK)
allow("sales.mind_the_door", DESK)
allow("sales.sign_till", {"organiser", "treasurer"})
allow("sales.release_hold", DESK)
allow("sales.hand_over", DESK)
allow("sales.close_the_day", {"organiser"})
allow("sales.ask_void", DESK)
allow("sales.approve_void", {"organiser"})
