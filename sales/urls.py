"""The desk, and its pages in the admin."""

from django.urls import path

from sales.views import (
    board,
    closing,
    collecting,
    counter,
    desk,
    doors,
    offline,
    payees,
    planning,
    pricing,
    tills,
    today,
)

admin_pages = [
    path("exhibitions/exhibition/<int:exhibition_id>/checklist/", planning.checklist, name="checklist"),
    path("exhibitions/exhibition/<int:exhibition_id>/choose/", planning.choose, name="choose"),
    path("exhibitions/exhibition/<int:exhibition_id>/numbers/", planning.numbers, name="numbers"),
    path("exhibitions/exhibition/<int:exhibition_id>/prices/", pricing.prices, name="prices"),
    path("exhibitions/meeting/<int:meeting_id>/", pricing.minutes, name="minutes"),
    path("exhibitions/exhibit/<int:exhibit_id>/price/", pricing.price, name="price"),
    path("exhibitions/exhibition/<int:exhibition_id>/payee/", payees.payee, name="payee"),
    path("sales/board/", board.show, name="board"),
    path("sales/board/export/", board.export, name="board_export"),
    path("sales/sale/export/", board.export_sales, name="sales_export"),
    path("sales/sell/<int:exhibit_id>/", desk.sell, name="sell"),
    path("sales/release/<uuid:claim_id>/", desk.release, name="release"),
    path("sales/sold/<uuid:sale_id>/", desk.sold, name="sold"),
    path("sales/sold/<uuid:sale_id>/receipt/", desk.receipt, name="receipt"),
    path("sales/sold/<uuid:sale_id>/undo/", desk.ask_void, name="ask_void"),
    path("sales/sold/<uuid:sale_id>/agree/", desk.approve_void, name="approve_void"),
    path("sales/sold/<uuid:sale_id>/fiscal/", desk.record_fiscal, name="record_fiscal"),
    path("sales/sold/<uuid:sale_id>/take-back/", desk.take_back, name="take_back"),
    path("sales/reserving/<int:exhibition_id>/", doors.reserving, name="reserving"),
    path("sales/door/<int:exhibition_id>/", doors.door, name="door"),
    path("sales/offline/<int:exhibition_id>/", offline.offline, name="offline"),
    path("sales/offline/range/<uuid:range_id>/", offline.type_in, name="type_in"),
    path("sales/offline/range/<uuid:range_id>/print/", offline.print_slips, name="print_slips"),
    path("sales/offline/range/<uuid:range_id>/end/", offline.take_back, name="take_back_range"),
    path("sales/offline/refund/<uuid:refund_id>/", offline.pay_back, name="pay_back"),
    path("sales/offline/waiting/<uuid:counterfoil_id>/settle/", offline.settle, name="settle"),
    path("sales/offline/waiting/<uuid:counterfoil_id>/aside/", offline.set_aside, name="set_aside"),
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

today_pages = (
    [path("", today.whole, name="whole"), path("parts/", today.parts, name="parts")],
    "today",
)

app_name = "desk"
urlpatterns = [
    path("", counter.desk, name="desk"),
    path("offline/", offline.shell, name="offline"),
    path("worker.js", offline.worker, name="worker"),
    path("numbers/", offline.numbers, name="numbers"),
    path("written/", offline.record, name="record"),
    path("<int:exhibit_id>/", counter.work, name="work"),
    path("r/<str:reference>/", counter.reserved, name="reserved"),
    path("sold/<uuid:sale_id>/undo/", counter.undo, name="undo"),
    path("hold/<uuid:claim_id>/extend/", counter.extend, name="extend"),
    path("hold/<uuid:claim_id>/release/", counter.release, name="release"),
    path("collect/", collecting.collect, name="collect"),
    path("collect/<uuid:sale_id>/", collecting.hand_over, name="hand_over"),
    path("collect/<uuid:handover_id>/back/", collecting.take_back, name="handed_back"),
]
