/// The paths of the calls between the two services.
///
/// Each has a pattern for the service that responds and a function for the one that calls.
package enum InternalPath {
    /// CRMAPI: POST a `BookingNotice` or a batch; the response is a `NoticeReceipt` or outcomes.
    package static let notify = "/notify"

    /// MainAPI: GET all bookings, as `ReconciliationEntry`s.
    package static let reconciliation = "/internal/reconciliation"

    /// MainAPI: GET an `InstallationReport`; CRMAPI: GET the installation that it is bound to.
    package static let installation = "/internal/installation"

    /// MainAPI: PUT the `DisabledFacilitators`.
    package static let disabledFacilitators = "/internal/disabled-facilitators"

    /// MainAPI: PUT a `FacilitatorProfile`.
    package static let facilitator = "/internal/facilitators/{facilitator_id}"

    /// The path of `facilitator`.
    package static func facilitator(_ id: Int64) -> String { "/internal/facilitators/\(id)" }

    /// The field of a request of CRMAPI's with which the owner acts for a facilitator.
    package static let actingOwner: StaticString = "Acting-Owner"

    /// MainAPI: GET the center's settings, PUT to change some.
    package static let centre = "/internal/centre"

    /// MainAPI: PUT the picture that is shown as the center's logo, DELETE it.
    package static let logo = centre + "/logo"

    /// MainAPI: GET all guests.
    package static let guests = centre + "/guests"

    /// MainAPI: DELETE to erase a guest.
    package static let guestPattern = guests + "/{user_id}"

    /// MainAPI: POST to send the letter that confirms an address again.
    package static let guestConfirmationPattern = guestPattern + "/email-confirmation"

    /// MainAPI: GET the events of all facilitators.
    package static let allEvents = centre + "/events"

    /// MainAPI: GET the bookings of all events.
    package static let allBookings = centre + "/bookings"

    /// MainAPI: GET the refunds of all events.
    package static let allRefunds = centre + "/refunds"

    /// MainAPI: GET the letters to guests that were not delivered.
    package static let allLetters = centre + "/letters"

    /// MainAPI: GET the money of the center by month, event or facilitator.
    package static let allMoney = centre + "/money"

    /// The path of `guestPattern`.
    package static func guest(_ id: Int64) -> String { "/internal/centre/guests/\(id)" }

    /// The path of `guestConfirmationPattern`.
    package static func confirmation(ofGuest id: Int64) -> String {
        "/internal/centre/guests/\(id)/email-confirmation"
    }

    /// MainAPI: PUT the portrait of a facilitator, DELETE it.
    package static let portraitPattern = facilitator + "/picture"

    /// The path of `portraitPattern`.
    package static func portrait(ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/picture"
    }

    /// MainAPI: PUT the picture of a series and of its events, DELETE it.
    package static let seriesPicturePattern = seriesPattern + "/picture"

    /// The path of `seriesPicturePattern`.
    package static func picture(ofSeries series: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/series/\(series)/picture"
    }

    /// MainAPI: PUT the picture of an event, DELETE it.
    package static let eventPicturePattern = eventPattern + "/picture"

    /// The path of `eventPicturePattern`.
    package static func picture(ofEvent event: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/events/\(event)/picture"
    }

    /// MainAPI: GET a facilitator's events, POST a `FacilitatorCommand` that creates one.
    package static let eventsPattern = facilitator + "/events"

    /// MainAPI: GET an event, PUT a `FacilitatorCommand` that edits it, DELETE to cancel it.
    package static let eventPattern = eventsPattern + "/{event_id}"

    /// MainAPI: GET the bookings of an event, POST to add one.
    package static let rosterPattern = eventPattern + "/bookings"

    /// MainAPI: GET the waiting list of an event.
    package static let waitlistPattern = eventPattern + "/waitlist"

    /// MainAPI: POST an offer to one of those who wait.
    package static let offerPattern = waitlistPattern + "/{user_id}/offer"

    /// MainAPI: GET the reason of every seat of an event.
    package static let seatsPattern = eventPattern + "/seats"

    /// MainAPI: POST a message to all guests of an event.
    package static let messagesPattern = eventPattern + "/messages"

    /// MainAPI: GET a booking of a facilitator's event, PATCH it.
    package static let bookingPattern = facilitator + "/bookings/{booking_id}"

    /// MainAPI: POST a payment that was made in person.
    package static let bookingPaymentsPattern = bookingPattern + "/payments"

    /// MainAPI: GET the receipts and credit notes of a booking.
    package static let bookingReceiptsPattern = bookingPattern + "/receipts"

    /// MainAPI: GET the quote of a cancellation, POST to cancel.
    package static let bookingCancellationPattern = bookingPattern + "/cancellation"

    /// MainAPI: POST to give money back.
    package static let bookingRefundsPattern = bookingPattern + "/refunds"

    /// MainAPI: POST whether the guests came.
    package static let bookingAttendancePattern = bookingPattern + "/attendance"

    /// MainAPI: GET the address of a facilitator's calendar, POST to renew it.
    package static let calendarPattern = facilitator + "/calendar"

    /// MainAPI: GET a facilitator's series, POST a `FacilitatorCommand` that creates one.
    package static let allSeriesPattern = facilitator + "/series"

    /// MainAPI: GET a series, PUT a `FacilitatorCommand` that edits it, DELETE to cancel its events.
    package static let seriesPattern = allSeriesPattern + "/{series_id}"

    /// MainAPI: POST more dates of a series.
    package static let seriesEventsPattern = seriesPattern + "/events"

    /// MainAPI: GET the registered guests.
    package static let usersPattern = facilitator + "/users"

    /// MainAPI: GET the letters to guests of a facilitator's events that were not delivered.
    package static let lettersPattern = facilitator + "/letters"

    /// MainAPI: GET the refunds of a facilitator's events.
    package static let refundsPattern = facilitator + "/refunds"

    /// MainAPI: POST to retry a failed refund.
    package static let refundRetryPattern = refundsPattern + "/{refund_id}/retry"

    /// MainAPI: POST that money was handed back in person.
    package static let refundHandoverPattern = refundsPattern + "/{refund_id}/handed-back"

    /// MainAPI: GET the money of one event.
    package static let moneyPattern = eventPattern + "/money"

    /// MainAPI: GET the money of all events of a facilitator.
    package static let takingsPattern = facilitator + "/money"

    /// The path of `eventsPattern`.
    package static func events(ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/events"
    }

    /// The path of `eventPattern`.
    package static func event(_ event: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/events/\(event)"
    }

    /// The path of `rosterPattern`.
    package static func roster(ofEvent event: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/events/\(event)/bookings"
    }

    /// The path of `waitlistPattern`.
    package static func waitlist(ofEvent event: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/events/\(event)/waitlist"
    }

    /// The path of `offerPattern`.
    package static func offer(
        toUser user: Int64, ofEvent event: Int64, ofFacilitator id: Int64
    ) -> String {
        "/internal/facilitators/\(id)/events/\(event)/waitlist/\(user)/offer"
    }

    /// The path of `seatsPattern`.
    package static func seats(ofEvent event: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/events/\(event)/seats"
    }

    /// The path of `messagesPattern`.
    package static func messages(ofEvent event: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/events/\(event)/messages"
    }

    /// The path of `bookingPattern`; with its last component, of the patterns below a booking.
    package static func booking(
        _ booking: Int64, _ component: BookingComponent? = nil, ofFacilitator id: Int64
    ) -> String {
        let end = component.map { "/\($0.rawValue)" } ?? ""
        return "/internal/facilitators/\(id)/bookings/\(booking)\(end)"
    }

    /// The last component of a path below a booking.
    package enum BookingComponent: String, Sendable {
        case payments
        case receipts
        case cancellation
        case refunds
        case attendance
    }

    /// The path of `calendarPattern`.
    package static func calendar(ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/calendar"
    }

    /// The path of `allSeriesPattern`.
    package static func allSeries(ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/series"
    }

    /// The path of `seriesPattern`.
    package static func series(_ series: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/series/\(series)"
    }

    /// The path of `seriesEventsPattern`.
    package static func events(ofSeries series: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/series/\(series)/events"
    }

    /// The path of `usersPattern`.
    package static func users(seenByFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/users"
    }

    /// The path of `lettersPattern`.
    package static func letters(ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/letters"
    }

    /// The path of `refundsPattern`.
    package static func refunds(ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/refunds"
    }

    /// The path of `refundRetryPattern`.
    package static func retry(ofRefund refund: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/refunds/\(refund)/retry"
    }

    /// The path of `refundHandoverPattern`.
    package static func handover(ofRefund refund: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/refunds/\(refund)/handed-back"
    }

    /// The path of `moneyPattern`.
    package static func money(ofEvent event: Int64, ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/events/\(event)/money"
    }

    /// The path of `takingsPattern`.
    package static func takings(ofFacilitator id: Int64) -> String {
        "/internal/facilitators/\(id)/money"
    }
}
