/// Money that a facilitator takes from a guest in person.
package struct OfflinePayment: Equatable, Sendable {
    /// The means of payment; the raw value is its word on the wire.
    package enum Method: String, CaseIterable, Sendable {
        case cash
        case transfer
        case other
    }

    /// Minor units of the booking's currency.
    package static let amountLimits: ClosedRange<Int64> = 1...999_999_990

    /// Within `amountLimits`.
    package let amount: Int64
    package let method: Method

    package init(amount: Int64, method: Method) {
        self.amount = amount
        self.method = method
    }
}
