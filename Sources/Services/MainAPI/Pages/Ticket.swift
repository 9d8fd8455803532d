import BookingDomain
import TextEncoding
import Timekeeping

/// A booking as a ticket: its day, place, seats, sum and the time left to pay, above its next step.
///
/// `ticket.js` draws the same on the pages of a guest.
struct Ticket {
    let booking: Booking
    let now: Timestamp

    private var formatter: EventFormatter { EventFormatter(event: booking.event) }

    /// - Parameter step: The buttons of the next step.
    func html(step: HTML) -> HTML {
        let event = booking.event
        let start = formatter.start
        let place: HTML =
            event.location.isEmpty ? "" : "<p class=\"quiet\"><bdi>\(event.location)</bdi></p>"
        return """
            <section class="card ticket" aria-label="Booking">
            <div class="ticket-event">
            <p class="ticket-date"><span>\(String(start.weekdayName.prefix(3)))</span><b>\(start.day)</b>\
            <span>\(String(start.monthName.prefix(3))) \(start.year)</span></p>
            <div><h2 dir="auto">\(event.title)</h2>
            <p>\(formatter.shortTime) <span class="quiet">· \(formatter.zoneName)</span></p>
            \(place)</div></div>
            <dl class="ticket-facts"><div><dt>Seats</dt><dd>\(booking.seats)</dd></div>
            <div><dt>\(sum.name)</dt><dd>\(sum.text)</dd></div>
            \(timeLeft)</dl>
            \("<div class=\"ticket-step\">\(step)</div>" as HTML, if: !step.bytes.isEmpty)
            </section>
            """
    }

    private var sum: (name: String, text: String) {
        let price = Money(amount: booking.amount, currency: booking.currency)
        guard booking.amount > 0 else { return ("Price", "Free") }
        if booking.status == .held { return ("To pay", price.text) }
        guard booking.payment.status == .success else { return ("Price", price.text) }
        return ("Paid", Money(amount: booking.payment.amountPaid, currency: booking.currency).text)
    }

    /// The minutes left when the page was made; its script counts them down.
    private var timeLeft: HTML {
        guard booking.status == .held, let end = booking.payment.payBefore else { return "" }
        let minutes = max(0, (end.seconds(since: now) + 59) / 60)
        let hours = minutes / 60
        return """
            <div class="time-left"><dt>Time left</dt><dd class="nums" data-until="\(end.rfc3339)">\("\(hours) h ", if: hours > 0)\(minutes % 60) min</dd></div>
            """
    }
}
