/// How the latest refund of a booking stands; a booking that none was asked for has none.
package enum RefundStatus: String, CaseIterable, Sendable {
    case initiated
    case processed
    case failed

    /// Whether a refund in this state may go to `next`.
    ///
    /// A failed one may be tried again, or turn out to have gone through when the answer that said
    /// so was lost; a bank may bounce one that was already processed.
    package func canBecome(_ next: RefundStatus) -> Bool {
        switch (self, next) {
        case (.initiated, .processed), (.initiated, .failed): true
        case (.failed, .initiated), (.failed, .processed), (.processed, .failed): true
        default: false
        }
    }
}
