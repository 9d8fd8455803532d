import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime

/// The bookings of a facilitator's events, for CRMAPI.
struct RosterRoutes: Sendable {
    let store: Store

    func add(to routes: inout Routes, peer: Authenticator<PeerService>) {
        routes.get(.init(InternalPath.rosterPattern), by: peer, roster)
        routes.post(.init(InternalPath.rosterPattern), by: peer, add)
        routes.get(.init(InternalPath.bookingPattern), by: peer, one)
        routes.patch(.init(InternalPath.bookingPattern), by: peer, edit)
        routes.post(
            .init(InternalPath.bookingPaymentsPattern), by: peer, bodyLimit: 4_096, takePayment)
        routes.get(.init(InternalPath.bookingReceiptsPattern), by: peer, receipts)
        routes.get(.init(InternalPath.bookingCancellationPattern), by: peer, quote)
        routes.post(
            .init(InternalPath.bookingCancellationPattern), by: peer, bodyLimit: 16_384, cancel)
        routes.post(
            .init(InternalPath.bookingRefundsPattern), by: peer, bodyLimit: 16_384, refund)
        routes.post(
            .init(InternalPath.bookingAttendancePattern), by: peer, bodyLimit: 4_096, setAttendance)
        routes.post(
            .init(InternalPath.messagesPattern), by: peer, bodyLimit: 131_072, sendMessage)
        routes.post(
            .init(InternalPath.refundHandoverPattern), by: peer, bodyLimit: 4_096, recordHandover)
    }

    private func roster(_ request: Request, _: PeerService) throws -> Response {
        let facilitator = try request.facilitator
        let event = EventID(try request.identifier("event_id"))
        var query = try QueryReader(request)
        let status = query.choice("status", SeatState.self)
        let page = PageRequest(&query)
        try query.finish()
        return .json(
            try store.read { tx in
                try tx.bookings.roster(of: event, facilitator: facilitator, status: status, page)
            })
    }

    private func one(_ request: Request, _: PeerService) throws -> Response {
        let (id, facilitator) = (try request.booking, try request.facilitator)
        return .json(
            try store.read { tx in
                let found = try tx.bookings.find(id, of: facilitator)
                return FacilitatorBookingHistory(
                    found: found, changes: try tx.timelines.all(of: found.booking))
            })
    }

    private func add(_ request: Request, _: PeerService) async throws -> Response {
        let facilitator = try request.facilitator
        let event = EventID(try request.identifier("event_id"))
        let added = try request.decode(AddedBookingForm.self).booking
        return try await store.respond(to: request, by: .facilitator(facilitator)) { tx in
            try tx.addBooking(added, to: event, of: facilitator)
        } response: {
            .json(.created, $0)
        }
    }

    private func takePayment(_ request: Request, _: PeerService) async throws -> Response {
        let payment = try request.decode(PaymentForm.self).payment
        return try await change(request, .created) { tx, id, facilitator in
            try tx.takePayment(payment, for: id, of: facilitator)
        }
    }

    private func receipts(_ request: Request, _: PeerService) throws -> Response {
        let (id, facilitator) = (try request.booking, try request.facilitator)
        return .json(
            ReceiptList(receipts: try store.read { try $0.receipts.all(of: id, for: facilitator) }))
    }

    private func quote(_ request: Request, _: PeerService) throws -> Response {
        let (id, facilitator) = (try request.booking, try request.facilitator)
        var query = try QueryReader(request)
        let cancellation = query.cancellation()
        try query.finish()
        return .json(
            try store.read { try $0.quoteCancellation(of: id, cancellation, by: facilitator) })
    }

    private func cancel(_ request: Request, _: PeerService) async throws -> Response {
        let cancellation = try request.decodeOptional(FacilitatorCancellationForm.self).cancellation
        return try await change(request) { tx, id, facilitator in
            try tx.cancelBooking(id, of: facilitator, cancellation)
        }
    }

    private func refund(_ request: Request, _: PeerService) async throws -> Response {
        let form = try request.decode(RefundForm.self)
        return try await change(request, .created) { tx, id, facilitator in
            try tx.refundBooking(id, of: facilitator, amount: form.amount, reason: form.reason)
        }
    }

    private func edit(_ request: Request, _: PeerService) async throws -> Response {
        let form = try request.decode(BookingEditForm.self)
        return try await change(request) { tx, id, facilitator in
            if let event = form.event {
                _ = try tx.moveBooking(id, of: facilitator, to: event, waive: form.waive)
            }
            return try tx.editBooking(id, of: facilitator, form.edit)
        }
    }

    private func setAttendance(_ request: Request, _: PeerService) async throws -> Response {
        let attendance = try request.decode(AttendanceForm.self).attendance
        return try await change(request) { tx, id, facilitator in
            try tx.setAttendance(attendance, of: id, by: facilitator)
        }
    }

    private func sendMessage(_ request: Request, _: PeerService) async throws -> Response {
        let facilitator = try request.facilitator
        let event = EventID(try request.identifier("event_id"))
        let draft = try request.decode(MessageForm.self).draft
        return try await store.respond(to: request, by: .facilitator(facilitator)) { tx in
            try tx.sendMessage(draft, to: event, by: facilitator)
        } response: {
            .json(.created, $0)
        }
    }

    private func recordHandover(_ request: Request, _: PeerService) async throws -> Response {
        try request.requireNoFields()
        let facilitator = try request.facilitator
        let refund = RefundID(try request.identifier("refund_id"))
        return try await store.respond(to: request, by: .retry(of: refund)) { tx in
            try tx.recordHandover(of: refund, by: facilitator)
        } response: {
            .json($0)
        }
    }

    /// Responds with the result of a change of the booking in the path.
    ///
    /// The response is stored for the booking, so that the erasure of its guest deletes it.
    private func change<Value: JSONWritable & Sendable>(
        _ request: Request, _ status: Status = .ok,
        _ change:
            @escaping @Sendable (Transaction, BookingID, FacilitatorID) throws -> Value
    ) async throws -> Response {
        let (id, facilitator) = (try request.booking, try request.facilitator)
        return try await store.respond(to: request, by: .booking(id)) { tx in
            try change(tx, id, facilitator)
        } response: {
            .json(status, $0)
        }
    }
}

extension Request {
    /// The booking in the path.
    fileprivate var booking: BookingID {
        get throws(Problem) { BookingID(try identifier("booking_id")) }
    }
}
