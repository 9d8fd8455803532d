import SQLite

/// Holds what people were told against everything that the services have and say.
struct Comparison {
    private let deeds: Deeds
    private let shared: Person.Shared

    init(_ deeds: Deeds, _ shared: Person.Shared) {
        self.deeds = deeds
        self.shared = shared
    }

    /// Both services must be running with nothing under way.
    func run() throws {
        let breaches = shared.breaches
        let main = try Database.read(fileAt: shared.installation.mainDatabase) {
            try MainSnapshot($0)
        }
        let crm = try Database.read(fileAt: shared.installation.crmDatabase) {
            try CRMSnapshot($0)
        }
        UserComparison(deeds, main, breaches).run()
        EventComparison(deeds, main, breaches).run()
        BookingComparison(deeds, main, breaches).run()
        try MoneyComparison(deeds, main, shared).run()
        NoticeComparison(main, crm, breaches).run()
        try MailComparison(shared).run()
        shared.counts.add { counts in
            counts.notices = main.notices.count
            counts.messages = main.messages.values.reduce(0, +)
        }
        ShownComparison(main, shared).run()
        try ask("MainAPI", "check")
        try ask("CRMAPI", "reconcile")
        for line in shared.installation.errorLines() { breaches.add(.astray, line) }
    }

    /// Lets a service's own command say whether all is well.
    private func ask(_ program: String, _ command: String) throws {
        let (succeeded, output) = try shared.installation.run(program, [command])
        if !succeeded { shared.breaches.add(.astray, "\(program) \(command): \(output)") }
    }
}
