extension Booking {
    /// Says whether there is something to pay, and still time for it.
    ///
    /// - Throws: `holdExpired` where the time is over, `nothingToPay` where the booking is free,
    ///   paid or given up.
    package func checkPayable() throws(Refusal) {
        switch status {
        case .held: return
        case .expired: throw .holdExpired
        case .confirmed, .cancelled, .refunded: throw .nothingToPay
        }
    }
}
