import BookingDomain
import JSONCoding

extension FieldReader {
    /// The field `name`; nil if it is absent or null.
    package mutating func personName() -> PersonName? {
        optionalConverted(
            "name", length: PersonName.length, expectation: "must be a name on one line.",
            PersonName.init)
    }

    /// An email address; nil if the field is absent or null.
    package mutating func emailAddress(_ field: String) -> EmailAddress? {
        optionalConverted(
            field, length: 3...EmailAddress.maximumBytes,
            expectation: "must be an address such as asha@example.org.", EmailAddress.init)
    }
}
