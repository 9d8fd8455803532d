import JSONCoding

/// CRMAPI's answer to a notice that it has taken, now or before.
package struct NoticeReceipt: Equatable, Sendable {
    /// The booking that the notice told of.
    package let bookingID: Int64
    /// The notice's own; nil where the notice came without.
    package let notificationID: String?
    /// Whether this very notice had been taken before, so that nothing happened now.
    package let isDuplicate: Bool

    /// The receipt for a notice of this booking.
    package init(bookingID: Int64, notificationID: String?, isDuplicate: Bool) {
        self.bookingID = bookingID
        self.notificationID = notificationID
        self.isDuplicate = isDuplicate
    }
}

extension NoticeReceipt: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("status", "success")
            json.member("booking_id", bookingID)
            json.member("notification_id", notificationID)
            json.member("duplicate", isDuplicate)
            json.member("batch_limit", NoticeBatch.limit)
        }
    }

    /// Reads the answer to a single notice that was taken, in whatever words of JSON, or in none.
    ///
    /// - Returns: How many notices may be sent at once from now on; nil where only this one form
    ///   is known.
    /// - Throws: `UnreadableOutcomes` where somebody else than CRMAPI seems to have answered.
    package static func batchLimit(in answer: [UInt8]) throws(UnreadableOutcomes) -> Int? {
        guard !answer.isEmpty else { return nil }
        guard case .object(let object)? = try? JSONValue(parsing: answer),
            object["status"] != .string("error")
        else { throw UnreadableOutcomes() }
        guard case .integer(let limit)? = object["batch_limit"] else { return nil }
        return Int(max(1, min(limit, Int64(NoticeBatch.limit))))
    }

    /// The code of the problem by which a single notice was refused, if it is one.
    package static func refusal(in answer: [UInt8]) -> String? {
        guard case .object(let problem)? = try? JSONValue(parsing: answer),
            case .string(let code)? = problem["code"]
        else { return nil }
        return code
    }
}
