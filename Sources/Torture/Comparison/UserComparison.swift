/// Every guest who registered has an account, and nobody else.
struct UserComparison {
    private let deeds: Deeds
    private let main: MainBooks
    private let breaches: Breaches

    init(_ deeds: Deeds, _ main: MainBooks, _ breaches: Breaches) {
        self.deeds = deeds
        self.main = main
        self.breaches = breaches
    }

    func run() {
        for registration in deeds.registrations {
            guard let id = registration.outcome.effect else { continue }
            if main.users[registration.username] != id {
                breaches.add(.lost, "\(registration.username) is not user \(id)")
            }
        }
        let known = Set(deeds.registrations.map(\.username))
        for (username, id) in main.users where !known.contains(username) {
            breaches.add(.invented, "user \(id), \(username)")
        }
    }
}
