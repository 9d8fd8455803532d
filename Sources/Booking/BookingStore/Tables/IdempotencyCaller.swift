import BookingDomain

/// Whose idempotency key it is: the same key of two callers is two keys.
package struct IdempotencyCaller: RawRepresentable, Equatable, Sendable {
    /// A kind and a key, as `user:7`, unlike any other caller's.
    package let rawValue: String

    /// The caller that is kept as this text.
    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// A guest; their keys go with them when they are erased.
    package static func user(_ id: UserID) -> IdempotencyCaller {
        IdempotencyCaller(rawValue: "user:\(id)")
    }

    /// Somebody who registers under this name; their keys go with the account too.
    package static func registration(of username: Username) -> IdempotencyCaller {
        IdempotencyCaller(rawValue: "registration:\(username.key)")
    }

    /// CRMAPI, on behalf of the facilitator whose refund it is; the answer names the guest, and
    /// goes with the account too.
    package static func retry(of refund: RefundID) -> IdempotencyCaller {
        IdempotencyCaller(rawValue: "refund:\(refund)")
    }

    /// CRMAPI, on behalf of a facilitator.
    package static func facilitator(_ id: FacilitatorID) -> IdempotencyCaller {
        IdempotencyCaller(rawValue: "facilitator:\(id)")
    }
}
