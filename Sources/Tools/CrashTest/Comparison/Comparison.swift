import SQLite

/// Compares the recorded actions with the databases and responses of both services.
struct Comparison {
    let actions: RecordedActions
    let context: RunContext

    /// Both services must be running without pending work.
    func run() throws {
        let violations = context.violations
        let main = try Database.read(fileAt: context.installation.mainDatabase) {
            try MainSnapshot($0)
        }
        let crm = try Database.read(fileAt: context.installation.crmDatabase) {
            try CRMSnapshot($0)
        }
        UserComparison(actions: actions, main: main, violations: violations).run()
        EventComparison(actions: actions, main: main, violations: violations).run()
        BookingComparison(actions: actions, main: main, violations: violations).run()
        try MoneyComparison(actions: actions, main: main, context: context).run()
        NoticeComparison(main: main, crm: crm, violations: violations).run()
        try MailComparison(context: context).run()
        context.updateCounts { counts in
            counts.notices = main.notices.count
            counts.messages = main.messages.values.reduce(0, +)
        }
        APIComparison(main: main, context: context).run()
        try runCheck(.main, "check")
        try runCheck(.crm, "reconcile")
        for line in context.installation.errorLines() { violations.add(.inconsistent, line) }
    }

    private func runCheck(_ service: Service, _ command: String) throws {
        let (succeeded, output) = try context.installation.run(service, command)
        if !succeeded {
            context.violations.add(.inconsistent, "\(service.rawValue) \(command): \(output)")
        }
    }
}
