import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import SQLite
import ServiceContract
import TextEncoding

extension Request {
    /// The facilitator in the path.
    var facilitator: FacilitatorID {
        get throws(Problem) { FacilitatorID(try identifier("facilitator_id")) }
    }

    /// The owner, if CRMAPI says that the owner acts for the facilitator; guests' steps ignore it.
    var actor: BookingChange.Actor? {
        self[FieldName(stringLiteral: InternalPath.actingOwner)] == nil ? nil : .owner
    }

    /// The versions in `If-Match` of an event or a series; nil for any version.
    ///
    /// Foreign tags contain no version. Weak tags never match (RFC 9110 §13.1.1).
    ///
    /// - Throws: `Problem` 400 for a malformed list, 412 if all tags are weak: this service sends
    ///   strong ones, which a proxy weakens when it compresses, so no later tag would match either.
    func expectedVersions() throws(Problem) -> Set<Int64>? {
        guard case .tags(let all) = try condition(.ifMatch) else { return nil }
        let tags = all.filter { !$0.isWeak }
        guard !tags.isEmpty else {
            throw Problem(
                .preconditionFailed, code: "version_stale",
                detail: """
                    A weak entity tag never matches If-Match. A proxy may have weakened it; send the \
                    version in quotes instead, such as "3".
                    """)
        }
        let versions = tags.compactMap { tag in
            Int64(digits: tag.opaque.utf8.prefix { $0 != UInt8(ascii: "-") })
        }
        return Set(versions)
    }

    /// The command in the body, which must be for the facilitator in the path.
    func command() throws -> FacilitatorCommand {
        let command = try decode(FacilitatorCommand.self)
        guard try facilitator == command.facilitator.id else {
            throw Problem.invalid([
                FieldError(
                    field: "facilitator.id", code: "invalid",
                    detail: "The facilitator must be that of the path.")
            ])
        }
        return command
    }
}

extension Transaction {
    /// Stores the contact of a command, if it has one.
    func saveContact(of command: FacilitatorCommand) throws {
        if let contact = command.contact {
            try facilitators.save(contact, of: command.facilitator.id)
        }
    }
}
