import BookingDomain
import JSONCoding

/// Several notices in one call, `{"notices": […]}`; the response has their outcomes in the same order.
///
/// A call with a single notice remains valid. MainAPI sends batches only after a receipt with
/// `batch_limit`.
package enum NoticeBatch {
    /// Maximum number of notices in a batch.
    package static let limit = 1024

    /// Reads the notices of a batch; nil if the content is not a batch of 1 to `limit` notices.
    ///
    /// An invalid notice does not affect the others.
    package static func notices(
        in content: JSONObject
    ) -> [Result<BookingNotice, InvalidFields>]? {
        guard case .array(let values)? = content["notices"], (1...limit).contains(values.count)
        else { return nil }
        return values.map { value in
            Result { () throws(InvalidFields) in try BookingNotice(json: value) }
        }
    }

    /// The content of a call, made of notices in JSON.
    package static func body(of notices: [[UInt8]]) -> [UInt8] {
        var body = Array(#"{"notices":["#.utf8)
        for (index, notice) in notices.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += notice
        }
        body += Array("]}".utf8)
        return body
    }

    /// Reads the response to a batch.
    ///
    /// - Throws: `UnreadableOutcomes` unless it has `count` outcomes.
    package static func outcomes(
        in response: [UInt8], count: Int
    ) throws(UnreadableOutcomes) -> [NoticeOutcome] {
        guard case .object(let object)? = try? JSONValue(parsing: response),
            case .array(let values)? = object["results"], values.count == count
        else { throw UnreadableOutcomes() }
        var outcomes: [NoticeOutcome] = []
        for value in values {
            guard let outcome = NoticeOutcome(value) else { throw UnreadableOutcomes() }
            outcomes.append(outcome)
        }
        return outcomes
    }
}

/// The response does not fit the notices that were sent.
package struct UnreadableOutcomes: Error, Equatable {}

/// The outcome of one notice of a batch.
package enum NoticeOutcome: Equatable, Sendable {
    /// CRMAPI has stored it, now or before.
    case accepted(isDuplicate: Bool)
    /// CRMAPI has refused its content.
    case refused(code: String)

    init?(_ value: JSONValue) {
        guard case .object(let object) = value, case .string(let status)? = object["status"] else {
            return nil
        }
        if status == "success" {
            self = .accepted(isDuplicate: object["duplicate"] == .bool(true))
        } else if case .string(let code)? = object["code"] {
            self = .refused(code: code)
        } else {
            return nil
        }
    }
}

extension NoticeOutcome: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .accepted(let isDuplicate):
                json.member("status", "success")
                json.member("duplicate", isDuplicate)
            case .refused(let code):
                json.member("status", "error")
                json.member("code", code)
            }
        }
    }
}
