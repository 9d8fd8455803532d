import BookingDomain

/// The guests of the demo data, whom nobody can log in as.
enum DemoGuests {
    /// Their registrations, in the order in which they take seats of an event.
    static let registrations = names.enumerated().compactMap { index, name in
        let address = "demo-guest-\(index + 1)@example.com"
        return Username(address).map { username in
            RegisterUser(
                username: username, name: PersonName(name), email: EmailAddress(address),
                passwordHash: "!")
        }
    }

    private static let names = [
        "Ananya Iyer", "Jonas Weber", "Mei Tanaka", "Rohan Gupta", "Sofia Rossi", "Liam Carter",
    ]
}
