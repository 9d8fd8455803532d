import BookingDomain
import JSONCoding

/// Several notices in one call, `{"notices": […]}`, and an outcome for each, in their order.
///
/// The single form, a notice by itself, stays valid; the batch is for a backlog, and is sent only
/// to whoever has said in a receipt that it takes it.
package enum NoticeBatch {
    /// Notices in one batch at most.
    package static let limit = 1024

    /// The notices of a batch, or what is wrong with each; nil where the content is no batch of
    /// 1 to `limit`.
    ///
    /// Each is read by itself, so that one that is wrong does not hold up the others.
    package static func notices(
        in content: JSONObject
    ) -> [Result<BookingNotice, InvalidFields>]? {
        guard case .array(let values)? = content["notices"], (1...limit).contains(values.count)
        else { return nil }
        return values.map { value in
            Result { () throws(InvalidFields) in try BookingNotice(json: value) }
        }
    }

    /// The content of a call, from notices that are already written as JSON.
    package static func body(of notices: [[UInt8]]) -> [UInt8] {
        var body = Array(#"{"notices":["#.utf8)
        for (index, notice) in notices.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += notice
        }
        body += Array("]}".utf8)
        return body
    }

    /// Reads the answer to a batch of so many notices.
    ///
    /// - Throws: `UnreadableOutcomes` where it is not one outcome for each.
    package static func outcomes(
        in answer: [UInt8], count: Int
    ) throws(UnreadableOutcomes) -> [NoticeOutcome] {
        guard case .object(let object)? = try? JSONValue(parsing: answer),
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

/// An answer that is none to what was sent.
package struct UnreadableOutcomes: Error, Equatable {}

/// What became of one notice of a batch.
package enum NoticeOutcome: Equatable, Sendable {
    /// CRMAPI has it, now or since before.
    case taken(isDuplicate: Bool)
    /// CRMAPI cannot take it as it is; the reason is a problem's code.
    case refused(String)

    init?(_ value: JSONValue) {
        guard case .object(let object) = value, case .string(let status)? = object["status"] else {
            return nil
        }
        if status == "success" {
            self = .taken(isDuplicate: object["duplicate"] == .bool(true))
        } else if case .string(let code)? = object["code"] {
            self = .refused(code)
        } else {
            return nil
        }
    }
}

extension NoticeOutcome: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .taken(let isDuplicate):
                json.member("status", "success")
                json.member("duplicate", isDuplicate)
            case .refused(let code):
                json.member("status", "error")
                json.member("code", code)
            }
        }
    }
}
