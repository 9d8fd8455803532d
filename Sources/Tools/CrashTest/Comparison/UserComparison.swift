/// Checks that every registered guest has an account in its last state, and no other exists.
struct UserComparison {
    let actions: RecordedActions
    let main: MainSnapshot
    let violations: Violations

    func run() {
        let erased = actions.erasedUsers
        for registration in actions.registrations {
            let id = registration.user
            if main.users[erased.contains(id) ? "#\(id)" : registration.username] != id {
                violations.add(.lost, "\(registration.username) is not user \(id)")
            }
        }
        for account in actions.accounts where !account.isErased {
            let name = main.names[account.user] ?? ""
            if !account.names.contains(name) {
                violations.add(
                    .lost,
                    "the name of user \(account.user) is \(name), not one of \(account.names)")
            }
        }
        let known = Set(actions.registrations.map(\.username)).union(erased.map { "#\($0)" })
        for (username, id) in main.users where !known.contains(username) {
            violations.add(.unrequested, "user \(id), \(username)")
        }
    }
}
