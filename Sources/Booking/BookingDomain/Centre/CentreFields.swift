import JSONCoding
import Timekeeping

/// Fields of the center as its owner sent them, not validated; nil if absent.
package struct CentreFields: Equatable, Sendable {
    package var name: String?
    package var tagline: String?
    /// `.some(nil)` removes the color.
    package var accent: String??
    package var address: String?
    package var contact: String?
    package var imprint: String?
    package var privacy: String?
    package var terms: String?
    package var currency: String??
    package var timeZone: String??
    package var refundPolicy: [RefundPolicy.Tier]?
    /// Origins in the form in which browsers send them.
    package var embedOrigins: [String]?
    /// The errors of fields that could not be read, which are nil here.
    package var unreadable: [FieldError] = []

    package init() {}
}

extension Centre {
    /// In Unicode scalars.
    package static let lineLength = 1...100
    package static let addressLength = 0...500
    package static let legalTextLength = 0...50_000
    package static let maximumOrigins = 20

    /// The center with these fields. Absent ones keep their values.
    ///
    /// - Throws: `InvalidFields` with an error for every wrong field.
    package func changed(by fields: CentreFields) throws(InvalidFields) -> Centre {
        var check = FieldCheck(unreadable: fields.unreadable)
        var centre = self
        if let name = fields.name { centre.name = check.text(name, "name", Self.lineLength) }
        if let tagline = fields.tagline {
            centre.tagline = check.text(tagline, "tagline", 0...Self.lineLength.upperBound)
        }
        if let accent = fields.accent { centre.accent = check.accent(accent) }
        if let address = fields.address {
            centre.address = check.text(
                address, "address", Self.addressLength, isMultiline: true)
        }
        if let contact = fields.contact {
            centre.contact = check.text(
                contact, "contact", Self.addressLength, isMultiline: true)
        }
        centre.imprint = check.legalText(fields.imprint, "imprint", else: imprint)
        centre.privacy = check.legalText(fields.privacy, "privacy", else: privacy)
        centre.terms = check.legalText(fields.terms, "terms", else: terms)
        centre.change(defaults: fields, &check)
        centre.embedOrigins = fields.embedOrigins ?? embedOrigins
        if !check.errors.isEmpty { throw InvalidFields(errors: check.errors) }
        return centre
    }

    private mutating func change(defaults fields: CentreFields, _ check: inout FieldCheck) {
        if let code = fields.currency {
            currency = code.map {
                check.value(
                    Currency($0), "currency", "The currency must be a code such as EUR.",
                    else: .fallback)
            }
        }
        if let zone = fields.timeZone {
            timeZone = zone.map {
                check.value(
                    TimeZoneName($0)?.identifier, "time_zone",
                    "The time zone must be a name such as Europe/Berlin.", else: "UTC")
            }
        }
        refundPolicy = check.policy(fields.refundPolicy, kept: refundPolicy)
    }
}

extension FieldCheck {
    fileprivate mutating func accent(_ text: String?) -> AccentColor? {
        guard let text else { return nil }
        do throws(AccentColor.Violation) {
            return try AccentColor(text)
        } catch {
            let code = error == .tooLight ? "low_contrast" : "invalid"
            reject("accent", code, error.detail)
            return nil
        }
    }

    fileprivate mutating func legalText(
        _ text: String?, _ field: String, else kept: Centre.LegalText
    ) -> Centre.LegalText {
        guard let text else { return kept }
        return Centre.LegalText(self.text(text, field, Centre.legalTextLength, isMultiline: true))
    }
}
