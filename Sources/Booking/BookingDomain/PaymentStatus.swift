/// How the payment of a priced booking stands; a free booking has none.
package enum PaymentStatus: String, CaseIterable, Sendable {
    case pending
    case success
    case failed

    /// Whether a payment in this state may go to `next`.
    ///
    /// Some gateways authorise late, so a failure may yet succeed; success is final, and a refund
    /// has a status of its own.
    package func canBecome(_ next: PaymentStatus) -> Bool {
        switch (self, next) {
        case (.pending, .success), (.pending, .failed), (.failed, .success): true
        default: false
        }
    }
}
