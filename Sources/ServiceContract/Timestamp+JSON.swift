import JSONCoding
import Timekeeping

/// On the wire a moment is an RFC 3339 string in UTC.
extension Timestamp: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.plainString { write(to: &$0) }
    }
}

extension FieldReader {
    /// Reads a moment, or nil when the field is absent or null.
    package mutating func optionalTimestamp(_ name: String) -> Timestamp? {
        optionalConverted(
            name, expectation: "This must be a date and time such as 2027-02-12T03:30:00Z."
        ) { Timestamp(rfc3339: $0) }
    }
}
