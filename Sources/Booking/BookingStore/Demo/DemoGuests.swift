import BookingDomain

/// The guests of the demo data, whom nobody can log in as.
enum DemoGuests {
    /// Their registrations, in the order in which they take seats of an event.
    ///
    /// They have no e-mail address, so that no mail is written to people who are not there.
    static let registrations = names.enumerated().compactMap { index, name in
        Username("demo-guest-\(index + 1)").map { username in
            RegisterUser(
                username: username, name: PersonName(name), email: nil, passwordHash: "!")
        }
    }

    private static let names = [
        "Ananya Iyer", "Jonas Weber", "Mei Tanaka", "Rohan Gupta", "Sofia Rossi", "Liam Carter",
    ]
}
