/// The times for which seats are reserved for a guest who has yet to pay.
///
/// Every read computes the expiry, so seats become free without a background task. A hold has ended
/// from the second of its end on.
package enum Hold {
    package static let defaultLength = Duration.seconds(15 * 60)

    /// The extension of a hold once the guest has begun to pay. In this minute, the gateway closes
    /// the checkout and reports whether it was paid.
    package static let closingLength = Duration.seconds(60)
}
