import Timekeeping

/// A document for money that a guest has paid or got back, as of the day of its issue.
package struct Receipt: Equatable, Sendable {
    /// The raw value is its word on the wire.
    package enum Kind: String, CaseIterable, Sendable {
        /// The center has received the amount.
        case receipt
        /// A credit note: the guest has got the amount back.
        case credit
    }

    package let number: ReceiptNumber
    package let kind: Kind
    /// The receipt that a credit note reduces, or the credit note of money that the bank returned; nil
    /// for a payment, and if the other document is from before there were receipts.
    package let refersTo: ReceiptNumber?
    package let issuedAt: Timestamp
    /// The center's; its clocks decide the year of the number.
    package let timeZone: String
    /// Minor units of `currency`; positive for a credit note too.
    package let amount: Int64
    package let currency: Currency
    /// The name of a gateway, or of an `OfflinePayment.Method`.
    package let method: String
    package let seller: Seller
    /// The guest's name; nil for an erased guest.
    package let buyer: String?
    /// What the whole amount is for.
    package let line: Line

    package init(
        number: ReceiptNumber, kind: Kind, refersTo: ReceiptNumber?, issuedAt: Timestamp,
        timeZone: String, amount: Int64, currency: Currency, method: String, seller: Seller,
        buyer: String?, line: Line
    ) {
        self.number = number
        self.kind = kind
        self.refersTo = refersTo
        self.issuedAt = issuedAt
        self.timeZone = timeZone
        self.amount = amount
        self.currency = currency
        self.method = method
        self.seller = seller
        self.buyer = buyer
        self.line = line
    }

    /// The center; a text that its owner has not set is empty.
    package struct Seller: Equatable, Sendable {
        package let name: String
        /// Of several lines.
        package let address: String
        /// Of several lines.
        package let contact: String

        package init(name: String, address: String, contact: String) {
            self.name = name
            self.address = address
            self.contact = contact
        }
    }

    /// The event that the money was for.
    package struct Line: Equatable, Sendable {
        package let description: String
        package let event: EventID
        package let startsAt: Timestamp
        /// The event's.
        package let timeZone: String
        /// The seats that were paid for; nil for a payment that the booking did not need, and for a
        /// credit note.
        package let seats: Int?

        package init(
            description: String, event: EventID, startsAt: Timestamp, timeZone: String, seats: Int?
        ) {
            self.description = description
            self.event = event
            self.startsAt = startsAt
            self.timeZone = timeZone
            self.seats = seats
        }
    }
}

/// The number of a receipt: the year of its issue, and its place in that year.
package struct ReceiptNumber: Hashable, Sendable {
    /// On the center's clocks.
    package let year: Int
    /// From 1, without gaps.
    package let place: Int64

    package init(year: Int, place: Int64) {
        self.year = year
        self.place = place
    }

    /// Such as `2027-000123`.
    package var text: String {
        let digits = String(place)
        return "\(year)-" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
    }
}

extension Receipt {
    /// Why money moved.
    package enum Occasion: Equatable, Sendable {
        /// - isWhole: Whether it is the price of all seats.
        case payment(isWhole: Bool)
        /// A payment that the booking does not need, such as a second one.
        case unneededPayment
        case refund(Refund.Reason)
        /// A refund that the guest's bank sent back to the center.
        case returnedRefund
    }

    /// The text of the line for an event.
    package static func description(of occasion: Occasion, for title: String) -> String {
        switch occasion {
        case .payment(isWhole: true): title
        case .payment(isWhole: false): "Part payment: \(title)"
        case .unneededPayment: "Payment that will be refunded: \(title)"
        case .refund(let reason): "Refund\(reason.receiptText.map { " (\($0))" } ?? ""): \(title)"
        case .returnedRefund: "Refund that the bank returned: \(title)"
        }
    }
}

extension Refund.Reason {
    /// The reason on a credit note; nil if it has none of its own.
    fileprivate var receiptText: String? {
        switch self {
        case .eventCancelled: "event cancelled"
        case .guestCancelled, .facilitatorCancelled: "booking cancelled"
        case .latePayment: "paid after the seats were released"
        case .secondPayment: "paid twice"
        case .wrongAmount: "wrong amount"
        case .bookingMoved: "moved to a cheaper event"
        case .seatFilled: "cancelled seat taken again"
        case .external, .facilitatorRefund: nil
        }
    }
}
