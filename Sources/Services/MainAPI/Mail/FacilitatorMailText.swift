import BookingDomain
import BookingStore
import Mail

/// The words of the letters that tell facilitators of bookings and cancellations.
struct FacilitatorMailText {
    let mail: DueFacilitatorMail
    /// The base URL of the web pages.
    let address: String

    var letter: Letter {
        mail.isDaily || mail.lines.count != 1 ? daily : single(mail.lines[0])
    }

    private var footer: String {
        "To get such emails for each booking, once a day or not at all, choose on your account’s"
            + " page: \(address)/facilitator/account"
    }

    private func single(_ line: DueFacilitatorMail.Line) -> Letter {
        let (booking, event) = (line.booking, line.booking.event)
        let news =
            if let count = line.seatsGivenUp {
                "\(line.guest) has given up \(Seats.text(count)) of “\(event.title)”."
            } else {
                line.isCancellation
                    ? "\(line.guest) has cancelled a booking of “\(event.title)”."
                    : "\(line.guest) has booked “\(event.title)”."
            }
        let facts = [
            Letter.Fact("When", EventFormatter(event: event).timeAndZone),
            Letter.Fact("Where", event.location), Letter.Fact("Guest", line.guest),
            Letter.Fact("Seats", "\(booking.seats)"),
            Letter.Fact("Paid", Self.paid(booking)),
            Letter.Fact("Seats left", Self.seatsLeft(of: event)),
            Letter.Fact("Booking", "\(booking.id)"),
        ]
        return Letter(
            subject: "\(Self.name(of: line)): \(event.title)",
            name: mail.name, paragraphs: [news], facts: facts.filter { !$0.value.isEmpty },
            link: .init("Show the event", to: "\(address)/facilitator/events/\(event.id)"),
            footer: [footer])
    }

    private var daily: Letter {
        let cancellations = mail.lines.count(where: \.isCancellation)
        let changes = mail.lines.count { $0.seatsGivenUp != nil }
        let bookings = mail.lines.count - cancellations - changes
        let news = [
            bookings > 0 ? "\(bookings) new" : nil,
            cancellations > 0 ? "\(cancellations) cancelled" : nil,
            changes > 0 ? "\(changes) with fewer seats" : nil,
        ].compactMap { $0 }.joined(separator: ", ")
        let facts = mail.lines.map { line in
            let event = line.booking.event
            return Letter.Fact(
                line.seatsGivenUp != nil
                    ? "Fewer seats" : line.isCancellation ? "Cancelled" : "New",
                "\(event.title)\n\(EventFormatter(event: event).timeAndZone)\n"
                    + "\(line.guest), \(Seats.text(line.booking.seats)), \(Self.paid(line.booking))"
            )
        }
        return Letter(
            subject: "Your bookings of the day: \(news)", name: mail.name,
            paragraphs: ["These are the bookings and cancellations since the last email."],
            facts: facts, link: .init("Show your bookings", to: "\(address)/facilitator/bookings"),
            footer: [footer])
    }

    private static func name(of line: DueFacilitatorMail.Line) -> String {
        guard line.seatsGivenUp == nil else { return "Fewer seats" }
        return line.isCancellation ? "Cancelled booking" : "New booking"
    }

    /// The free seats, which those who wait may be offered, and how many people wait.
    private static func seatsLeft(of event: Event) -> String {
        let free = "\(max(0, event.seatsFree)) of \(event.capacity)"
        return switch event.waitlist.waiting {
        case 0: free
        case 1: "\(free); 1 person waits"
        case let waiting: "\(free); \(waiting) people wait"
        }
    }

    private static func paid(_ booking: Booking) -> String {
        guard booking.amount > 0 else { return "Free" }
        let paid = booking.payment.amountPaid
        return paid == 0 ? "Not paid" : Money(amount: paid, currency: booking.currency).text
    }
}
