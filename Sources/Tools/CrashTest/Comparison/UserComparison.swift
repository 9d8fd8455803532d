/// Every guest who registered has an account that is as they left it, and nobody else has one.
struct UserComparison {
    private let deeds: Deeds
    private let main: MainSnapshot
    private let breaches: Breaches

    init(_ deeds: Deeds, _ main: MainSnapshot, _ breaches: Breaches) {
        self.deeds = deeds
        self.main = main
        self.breaches = breaches
    }

    func run() {
        for registration in deeds.registrations {
            guard let id = registration.outcome.effect else { continue }
            let isErased = deeds.erased.contains(id)
            if main.users[isErased ? "#\(id)" : registration.username] != id {
                breaches.add(.lost, "\(registration.username) is not user \(id)")
            }
        }
        for account in deeds.accounts where !account.isErased {
            let name = main.names[account.user] ?? ""
            if !account.names.contains(name) {
                breaches.add(.lost, "user \(account.user) is called \(name), not \(account.names)")
            }
        }
        let erased = deeds.erased.map { "#\($0)" }
        let known = Set(deeds.registrations.map(\.username)).union(erased)
        for (username, id) in main.users where !known.contains(username) {
            breaches.add(.invented, "user \(id), \(username)")
        }
    }
}
