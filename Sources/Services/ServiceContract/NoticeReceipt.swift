import JSONCoding

/// CRMAPI's response to a notice that it has stored, now or before.
package struct NoticeReceipt: Equatable, Sendable {
    /// The booking's id at MainAPI.
    package let bookingID: Int64
    package let notificationID: String?
    /// Whether the notice had been stored before, so that it had no effect.
    package let isDuplicate: Bool

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

    /// Reads the response to a single notice; it may be empty.
    ///
    /// - Returns: The maximum number of notices in a batch; nil if batches are not supported.
    /// - Throws: `UnreadableOutcomes` if the response does not seem to come from a CRM.
    package static func batchLimit(in response: [UInt8]) throws(UnreadableOutcomes) -> Int? {
        guard !response.isEmpty else { return nil }
        guard case .object(let object)? = try? JSONValue(parsing: response),
            object["status"] != .string("error")
        else { throw UnreadableOutcomes() }
        guard case .integer(let limit)? = object["batch_limit"] else { return nil }
        return Int(max(1, min(limit, Int64(NoticeBatch.limit))))
    }

    /// The problem's code in the response to a refused notice; nil if it is not a problem.
    package static func refusal(in response: [UInt8]) -> String? {
        guard case .object(let problem)? = try? JSONValue(parsing: response),
            case .string(let code)? = problem["code"]
        else { return nil }
        return code
    }
}
