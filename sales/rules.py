from staff.roles import allow, grant

MONEY = {"organiser", "cashier", "treasurer", "auditor"}
DESK = {"organiser", "cashier"}

grant("sales.claim", view=MONEY)
grant("sales.reservation", view=DESK)
grant("sales.place", view=DESK)
grant("sales.sale", view=MONEY)
grant("sales.payment", view=MONEY)
grant("sales.void", view=MONEY)
grant("sales.payee", view=MONEY, add={"organiser", "treasurer"})
grant("sales.payeechoice", view=MONEY)
grant("sales.fiscalreceipt", view=MONEY)
grant("sales.handover", view=MONEY)
grant("sales.receiptrange", view=MONEY)
grant("sales.counterfoil", view=MONEY)
grant("sales.refund", view=MONEY)
grant("sales.desk", view=MONEY, add={"organiser"}, change={"organiser"})
grant("sales.cashsession", view=MONEY)

allow("sales.see_board", MONEY)
allow("sales.see_prices", {"organiser", "reviewer", "treasurer", "auditor"})
allow("sales.set_prices", {"organiser", "reviewer"})
# Sums of the whole day, and what lies in the drawers. The desk sees its own drawer and the price of each work.
allow("sales.see_takings", MONEY - {"cashier"})
allow("sales.sell", DESK)
allow("sales.open_till", DESK)
allow("sales.mind_the_door", DESK)
allow("sales.sign_till", {"organiser", "treasurer"})
allow("sales.release_hold", DESK)
allow("sales.hand_over", DESK)
allow("sales.ask_void", DESK)
allow("sales.approve_void", {"organiser"})
allow("sales.choose_payee", {"organiser", "treasurer"})
allow("sales.record_fiscal", {"organiser", "cashier", "treasurer"})
allow("sales.type_in", DESK)
allow("sales.mend_offline", {"organiser"})
