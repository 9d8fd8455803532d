/// The times for which seats are reserved for a guest who has yet to pay.
///
/// Expiry is judged at every read, so seats become free without a background task: a hold is over
/// from the second of its end on.
package enum Hold {
    package static let defaultLength = Duration.seconds(15 * 60)

    /// How much longer seats are held once the guest has begun to pay: in this minute the gateway
    /// closes the checkout and reports whether it was paid.
    package static let closingLength = Duration.seconds(60)
}
