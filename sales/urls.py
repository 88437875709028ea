"""The desk, and its pages in the admin."""

from django.urls import path

from sales.views import board, closing, collecting, counter, desk, doors, planning, tills

admin_pages = [
    path("exhibitions/exhibition/<int:exhibition_id>/checklist/", planning.checklist, name="checklist"),
    path("exhibitions/exhibition/<int:exhibition_id>/choose/", planning.choose, name="choose"),
    path("exhibitions/exhibition/<int:exhibition_id>/numbers/", planning.numbers, name="numbers"),
    path("sales/board/", board.show, name="board"),
    path("sales/board/export/", board.export, name="board_export"),
    path("sales/sale/export/", board.export_sales, name="sales_export"),
    path("sales/sell/<int:exhibit_id>/", desk.sell, name="sell"),
    path("sales/release/<uuid:claim_id>/", desk.release, name="release"),
    path("sales/sold/<uuid:sale_id>/", desk.sold, name="sold"),
    path("sales/sold/<uuid:sale_id>/receipt/", desk.receipt, name="receipt"),
    path("sales/sold/<uuid:sale_id>/undo/", desk.ask_void, name="ask_void"),
    path("sales/sold/<uuid:sale_id>/agree/", desk.approve_void, name="approve_void"),
    path("sales/sold/<uuid:sale_id>/take-back/", desk.take_back, name="take_back"),
    path("sales/reserving/<int:exhibition_id>/", doors.reserving, name="reserving"),
    path("sales/door/<int:exhibition_id>/", doors.door, name="door"),
    path("sales/closing/<int:exhibition_id>/", closing.closing, name="closing"),
    path("sales/closing/<int:exhibition_id>/unsold/", closing.unsold, name="unsold"),
    path("sales/closing/<int:exhibition_id>/close/", closing.close, name="close_the_day"),
    path("sales/closing/<int:exhibition_id>/left/", closing.left, name="left"),
    path("sales/closing/<int:exhibition_id>/reopen/", closing.reopen, name="reopen"),
    path("sales/reopening/<int:reopening_id>/agree/", closing.agree, name="agree_to_reopen"),
    path("sales/leaving/<int:leaving_id>/undo/", closing.still_here, name="still_here"),
    path("sales/till/", tills.till, name="till"),
    path("sales/till/<uuid:till_id>/", tills.till_report, name="till_report"),
    path("sales/till/count/", tills.count_till, name="count_till"),
    path("sales/till/<uuid:till_id>/sign/", tills.sign_till, name="sign_till"),
]

app_name = "desk"
urlpatterns = [
    path("", counter.desk, name="desk"),
    path("<int:exhibit_id>/", counter.work, name="work"),
    path("sold/<uuid:sale_id>/undo/", counter.undo, name="undo"),
    path("hold/<uuid:claim_id>/extend/", counter.extend, name="extend"),
    path("hold/<uuid:claim_id>/release/", counter.release, name="release"),
    path("collect/", collecting.collect, name="collect"),
    path("collect/<uuid:sale_id>/", collecting.hand_over, name="hand_over"),
    path("collect/<uuid:handover_id>/back/", collecting.take_back, name="handed_back"),
]
