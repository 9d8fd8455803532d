import BookingDomain
import JSONCoding
import SQLite
import TextEncoding
import Timekeeping

/// The table of responses, by idempotency key.
///
/// A row is inserted in the transaction of the request's effect.
package struct IdempotencyKeys {
    let tx: Transaction

    /// The time after which a key expires.
    package static let lifetimeSeconds: Int64 = 86_400

    /// The response to this caller under this key; nil if there is none within the lifetime.
    package func find(_ key: String, of caller: IdempotencyCaller) throws -> StoredResponse? {
        let oldest = tx.now.adding(seconds: -Self.lifetimeSeconds)
        return try tx.first(
            """
            SELECT fingerprint, status, headers, body FROM idempotency_keys
            WHERE caller = \(caller.text) AND key = \(key) AND created_at > \(oldest)
            """
        ) { row in
            StoredResponse(
                fingerprint: row.bytes(0), status: row.int(1),
                headers: try StoredResponse.headers(storedAs: row.withUTF8(2) { [UInt8]($0) }),
                body: row.bytes(3))
        }
    }

    /// Stores the response in place of an expired or pending one.
    ///
    /// - Throws: `SQLiteError` (unique violation) if another response was stored meanwhile.
    package func store(
        _ response: StoredResponse, under key: String, of caller: IdempotencyCaller
    ) throws {
        let oldest = tx.now.adding(seconds: -Self.lifetimeSeconds)
        try tx.execute(
            """
            DELETE FROM idempotency_keys
            WHERE caller = \(caller.text) AND key = \(key)
            AND (created_at <= \(oldest) OR status = \(StoredResponse.pendingStatus))
            """)
        try tx.execute(
            """
            INSERT INTO idempotency_keys
                (caller, key, fingerprint, status, headers, body, created_at)
            VALUES (\(caller.text), \(key), \(response.fingerprint), \(response.status),
                \(response.storedHeaders), \(response.body), \(tx.now))
            """)
    }

    /// Deletes at most `limit` expired responses.
    ///
    /// - Returns: The number of deleted responses; `limit` means that more may be left.
    package func purge(limit: Int) throws -> Int {
        let oldest = tx.now.adding(seconds: -Self.lifetimeSeconds)
        return try tx.execute(
            """
            DELETE FROM idempotency_keys WHERE (caller, key) IN (
                SELECT caller, key FROM idempotency_keys
                WHERE created_at <= \(oldest) ORDER BY created_at LIMIT \(limit))
            """)
    }

    func delete(of caller: IdempotencyCaller) throws {
        try tx.execute("DELETE FROM idempotency_keys WHERE caller = \(caller.text)")
    }

    /// Overwrites the content of a caller's responses with the ID of their subject.
    ///
    /// The keys stay, so that a repeated request still has no second effect.
    func redact(of caller: IdempotencyCaller, to id: Int64) throws {
        try tx.execute(
            """
            UPDATE idempotency_keys SET body = CAST(\(#"{"id":\#(id)}"#) AS BLOB)
            WHERE caller = \(caller.text)
            """)
    }

    /// Does the same for the responses to facilitators about the bookings of a guest.
    func redactAll(aboutBookingsOf user: UserID) throws {
        try tx.execute(
            """
            UPDATE idempotency_keys
            SET body = CAST('{"id":' || substr(caller, length('booking:') + 1) || '}' AS BLOB)
            WHERE caller IN (SELECT 'booking:' || id FROM bookings WHERE user_id = \(user))
            """)
    }

    /// Does the same for the response to a facilitator's booking, which was stored with it and begins
    /// with its ID.
    func redactCreation(of booking: Booking, by facilitator: FacilitatorID) throws {
        try tx.execute(
            """
            UPDATE idempotency_keys SET body = CAST(\(#"{"id":\#(booking.id)}"#) AS BLOB)
            WHERE caller = \(IdempotencyCaller.facilitator(facilitator).text)
            AND created_at = \(booking.createdAt)
            AND instr(CAST(body AS TEXT), \(#"{"id":\#(booking.id),"#)) = 1
            """)
    }
}

/// The owner of an idempotency key; equal keys of two callers are independent.
///
/// The keys of a guest and of the registration are deleted with the account, as the responses name
/// the guest. Responses to facilitators about the guest's bookings and refunds lose their content.
package enum IdempotencyCaller: Equatable, Sendable {
    case user(UserID)
    case registration(of: Username)
    /// CRMAPI, for the facilitator of a refund.
    case retry(of: RefundID)
    /// CRMAPI, for a facilitator.
    case facilitator(FacilitatorID)
    /// CRMAPI, for the facilitator of a booking.
    case booking(BookingID)
    /// CRMAPI, for the owner of the center.
    case owner

    /// The column's text.
    fileprivate var text: String {
        switch self {
        case .user(let id): "user:\(id)"
        case .registration(let username): "registration:\(username.key)"
        case .retry(let refund): "refund:\(refund)"
        case .facilitator(let id): "facilitator:\(id)"
        case .booking(let id): "booking:\(id)"
        case .owner: "owner"
        }
    }
}

/// A response that is stored for a repetition of its request.
package struct StoredResponse: Equatable, Sendable {
    /// A header field.
    package struct Header: Equatable, Sendable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The status of a response that waits for a gateway; its body is the payment attempt's ID.
    package static let pendingStatus = 102

    /// A digest of the request; a different request under the same key is a client error.
    package let fingerprint: [UInt8]
    /// The HTTP status code, such as 201.
    package let status: Int
    package let headers: [Header]
    package let body: [UInt8]

    package init(fingerprint: [UInt8], status: Int, headers: [Header], body: [UInt8]) {
        self.fingerprint = fingerprint
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The attempt that was started under the key; nil once there is a response.
    package var pendingAttempt: PaymentAttemptID? {
        guard status == Self.pendingStatus else { return nil }
        return Int64(digits: body).map { PaymentAttemptID($0) }
    }

    /// The column's text: a JSON array of alternating names and values.
    var storedHeaders: String {
        String(decoding: headers.flatMap { [$0.name, $0.value] }.json, as: UTF8.self)
    }

    /// Parses `storedHeaders`.
    static func headers(storedAs text: [UInt8]) throws(UnreadableRow) -> [Header] {
        let words = (try? JSONValue(parsing: text))?.array?.compactMap(\.string)
        guard let words, words.count.isMultiple(of: 2) else {
            throw UnreadableRow(
                column: "idempotency_keys.headers", value: String(decoding: text, as: UTF8.self))
        }
        return stride(from: 0, to: words.count, by: 2).map { index in
            Header(name: words[index], value: words[index + 1])
        }
    }
}
