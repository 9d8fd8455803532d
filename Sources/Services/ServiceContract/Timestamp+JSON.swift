import JSONCoding
import Timekeeping

/// In JSON a timestamp is an RFC 3339 string in UTC.
extension Timestamp: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.plainString(rfc3339Bytes.span)
    }
}

extension JSONWriter {
    /// Writes a timestamp as a member.
    package mutating func member(_ name: StaticString, _ value: Timestamp) {
        member(name, plain: value.rfc3339Bytes.span)
    }

    /// Writes a timestamp or null as a member.
    package mutating func member(_ name: StaticString, _ value: Timestamp?) {
        if let value { member(name, value) } else { member(name, nil as String?) }
    }
}

extension FieldReader {
    /// Reads a timestamp; nil if the field is absent or null.
    package mutating func optionalTimestamp(_ name: String) -> Timestamp? {
        optionalConverted(
            name, expectation: "must be a date and time such as 2027-02-12T03:30:00Z."
        ) { Timestamp(rfc3339: $0) }
    }
}
