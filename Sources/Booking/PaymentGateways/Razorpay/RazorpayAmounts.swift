import BookingDomain

/// What Razorpay counts amounts in, and the least it takes.
/// Docs: razorpay.com/docs/payments/international-payments
enum RazorpayAmounts {
    /// Razorpay's figure for what a guest is to pay: it is our own, within its limits.
    static func charge(_ amount: Int64, _ currency: Currency) throws(UnpayableOrder) -> Int64 {
        if !amount.isMultiple(of: currency.payableUnit) {
            throw UnpayableOrder(detail: "Razorpay takes no such fraction of \(currency.code).")
        }
        let money = Money(amount: amount, currency: currency)
        guard amount >= (currency.code == "INR" ? 100 : 1) else {
            throw UnpayableOrder(
                detail: "\(money.text) is less than can be paid at once.")
        }
        return amount
    }
}
