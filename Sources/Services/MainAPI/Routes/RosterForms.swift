import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import ServiceRuntime
import TextEncoding

/// The body of POST …/events/{event_id}/bookings.
struct AddedBookingForm: FieldReadable {
    let booking: AddedBooking

    init?(from fields: inout FieldReader) {
        fields.allowOnly("name", "email", "seats", "paid", "note")
        let name = fields.requiredPersonName()
        let email = fields.emailAddress("email")
        let seats = fields.optionalInteger("seats", in: Seats.wireLimits)
        let payment = fields.optionalObject("paid") { PaymentForm(from: &$0).payment }
        let note = fields.note()
        guard let name else { return nil }
        booking = AddedBooking(
            name: name.text, email: email, seats: seats.flatMap { Seats(Int($0)) } ?? .one,
            payment: payment, note: note.isEmpty ? nil : note)
    }
}

/// The body of POST …/bookings/{booking_id}/payments.
struct PaymentForm: FieldReadable {
    let payment: OfflinePayment

    init(from fields: inout FieldReader) {
        fields.allowOnly("amount", "method")
        payment = OfflinePayment(
            amount: fields.minorUnits("amount", in: OfflinePayment.amountLimits),
            method: fields.choice("method") ?? .other)
    }
}

/// The body of POST …/bookings/{booking_id}/cancellation.
struct FacilitatorCancellationForm: FieldReadable {
    let cancellation: FacilitatorCancellation

    init(from fields: inout FieldReader) {
        fields.allowOnly("reason", "refund", "seats")
        let reason = fields.optionalString("reason", length: 0...RefundForm.maximumReason)
        cancellation = FacilitatorCancellation(
            seats: fields.optionalInteger("seats", in: Seats.wireLimits).map { Int($0) },
            refund: fields.refundChoice(),
            reason: reason.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 })
    }
}

/// The body of POST …/bookings/{booking_id}/refunds.
struct RefundForm: FieldReadable {
    /// In Unicode scalars.
    static let maximumReason = 500

    /// Minor units of the booking's currency.
    let amount: Int64
    let reason: String

    init(from fields: inout FieldReader) {
        fields.allowOnly("amount", "reason")
        amount = fields.minorUnits("amount", in: 1...Int64.max)
        reason = fields.string("reason", length: 1...Self.maximumReason)
    }
}

/// The body of PATCH …/bookings/{booking_id}; absent fields do not change.
struct BookingEditForm: FieldReadable {
    /// The event to move the booking to.
    let event: EventID?
    /// Whether the booking keeps its price there.
    let waive: Bool
    let edit: FacilitatorBookingEdit

    init(from fields: inout FieldReader) {
        fields.allowOnly("event_id", "waive", "note", "name", "email", "attendees")
        event = fields.optionalInteger("event_id", in: 1...Int64.max).map { EventID($0) }
        waive = fields.bool("waive", default: false)
        var edit = FacilitatorBookingEdit(
            name: fields.personName()?.text, attendees: fields.attendees())
        if fields.has("note") { edit.note = fields.note() }
        if fields.has("email") { edit.email = .some(fields.emailAddress("email")) }
        self.edit = edit
    }
}

/// The body of POST …/events/{event_id}/messages.
struct MessageForm: FieldReadable {
    let draft: MessageDraft

    init(from fields: inout FieldReader) {
        fields.allowOnly("subject", "text")
        draft = MessageDraft(
            subject: fields.words("subject", length: MessageDraft.subjectLength),
            text: fields.words("text", length: MessageDraft.textLength, multiline: true))
    }
}

/// The body of POST …/bookings/{booking_id}/attendance.
struct AttendanceForm: FieldReadable {
    /// Nil removes the note.
    let attendance: Attendance?

    init(from fields: inout FieldReader) {
        fields.allowOnly("status")
        attendance = fields.optionalChoice("status")
        if !fields.has("status") {
            fields.reject("status", code: "required", predicate: "is required.")
        }
    }
}

/// The body of PATCH /bookings/{id}; absent fields do not change.
struct BookingChangeForm: FieldReadable {
    let seats: Seats?
    let attendees: [String]?

    init(from fields: inout FieldReader) {
        fields.allowOnly("seats", "attendees")
        seats = fields.optionalInteger("seats", in: Seats.wireLimits).flatMap { Seats(Int($0)) }
        attendees = fields.attendees()
    }
}

/// The body of POST /bookings/{id}/cancellation.
struct CancellationForm: FieldReadable {
    /// Nil cancels all of them.
    let seats: Int?

    init(from fields: inout FieldReader) {
        fields.allowOnly("seats")
        seats = fields.optionalInteger("seats", in: Seats.wireLimits).map { Int($0) }
    }
}

extension FieldReader {
    fileprivate mutating func requiredPersonName() -> PersonName? {
        converted(
            "name", length: PersonName.length, expectation: "must be a name on one line.",
            PersonName.init)
    }

    /// A text that is not blank.
    fileprivate mutating func words(
        _ name: String, length: ClosedRange<Int>, multiline: Bool = false
    ) -> String {
        let text = string(name, length: length, multiline: multiline)
        if !text.isEmpty, text.allSatisfy(\.isWhitespace) {
            reject(name, code: "required", predicate: "is required.")
        }
        return text
    }

    /// A facilitator's note; empty if the field is absent or null.
    fileprivate mutating func note() -> String {
        optionalString("note", length: 0...2_000, multiline: true) ?? ""
    }

    /// The names of those who come: nil if the field is absent, none if it is null.
    fileprivate mutating func attendees() -> [String]? {
        guard has("attendees") else { return nil }
        let names = optionalArray("attendees", count: 0...Seats.limits.upperBound) { attendee in
            attendee.allowOnly("name")
            return attendee.requiredPersonName()?.text ?? ""
        }
        return names ?? []
    }

    fileprivate mutating func refundChoice() -> RefundChoice {
        switch optionalValue("refund") {
        case nil: return .policy
        case .integer, .number:
            return .sum(optionalMinorUnits("refund", in: 0...Int64.max) ?? 0)
        case .string(let word):
            if let choice = RefundChoice(word: word) { return choice }
            reject("refund", code: "invalid", predicate: RefundChoice.expectation)
        default: reject("refund", code: "wrong_type", predicate: RefundChoice.expectation)
        }
        return .policy
    }
}

extension QueryReader {
    /// The cancellation to quote.
    mutating func cancellation() -> FacilitatorCancellation {
        let refund = string("refund", atMost: 20)
        let choice = refund.flatMap { text in
            RefundChoice(word: text) ?? Int64(digits: text.utf8).map { .sum($0) }
        }
        if refund != nil, choice == nil {
            reject("refund", code: "invalid", RefundChoice.expectation)
        }
        return FacilitatorCancellation(seats: seats(), refund: choice ?? .policy)
    }

    /// The number of seats to cancel; nil for all.
    mutating func seats() -> Int? {
        integer("seats", in: Seats.wireLimits).map { Int($0) }
    }
}

extension RefundChoice {
    fileprivate static let expectation = "must be policy, full, none or a sum in minor units."

    /// The choice with this word on the wire; nil for other words.
    fileprivate init?(word: String) {
        switch Array(word.utf8) {
        case Array("policy".utf8): self = .policy
        case Array("full".utf8): self = .full
        case Array("none".utf8): self = .none
        default: return nil
        }
    }
}
