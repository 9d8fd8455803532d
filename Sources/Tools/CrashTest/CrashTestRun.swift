import Platform

/// One run: simulated users use the services while these are killed and restarted; then the recorded
/// actions are compared with the databases.
struct CrashTestRun {
    private let settings: Settings
    private let context: RunContext

    init(_ settings: Settings) throws {
        self.settings = settings
        context = RunContext(try Installation(programs: settings.programs))
    }

    /// Prints a report at the end; false if there are violations.
    func run() throws -> Bool {
        let scenario =
            settings.waitingGuests > 0
            ? "\(settings.waitingGuests) guests wait for \(seats) seats, " : ""
        print(
            "seed \(settings.seed), \(settings.cycles) cycles, \(scenario)"
                + context.installation.folder)
        let start = ContinuousClock.now
        var chaos = try ChaosController(context, random: .init(seed: settings.seed, stream: 0))
        let threads = try settings.waitingGuests > 0 ? startWaitlist() : startUsers()
        for _ in 0..<settings.cycles {
            if settings.waitingGuests > 0 {
                try chaos.killMain()
            } else {
                try chaos.cycle()
            }
        }
        context.requestStop()
        for thread in threads { thread.join() }
        try chaos.waitUntilSettled()
        // A retry can be given up without a response, so there are several rounds.
        for round in 1...3 {
            for (index, name) in Facilitator.usernames.enumerated() {
                let port = context.installation.crmPort
                Facilitator(
                    user(name, stream: UInt64(2_000 + 10 * round + index), port: port),
                    id: Int64(index + 1)
                ).retryFailedRefunds()
            }
            try chaos.waitUntilSettled()
        }
        try Comparison(context).run()
        chaos.stop()
        print(Report(context, duration: ContinuousClock.now - start).text)
        let isSound = context.violations.isEmpty
        if isSound, !settings.keepsFiles { context.installation.remove() }
        return isSound
    }

    /// The seats of the event for which guests wait.
    private var seats: Int64 { Int64(max(1, settings.waitingGuests / 10)) }

    /// Starts guests for all seats of an event, as many as wait besides, and its facilitator.
    private func startWaitlist() throws -> [SystemThread] {
        let (name, port) = (Facilitator.usernames[0], context.installation.crmPort)
        let event = WaitlistFacilitator.createEvent(
            user(name, stream: 1_000, port: port), id: 1, capacity: seats)
        let guests = try (1...settings.waitingGuests + Int(seats)).map { number in
            try SystemThread { [self] in
                var guest = WaitingGuest(
                    user(
                        "guest\(number)", stream: UInt64(number),
                        port: context.installation.mainPort), event: event.id)
                guest.run()
            }
        }
        let facilitator = try SystemThread { [self] in
            var facilitator = WaitlistFacilitator(
                user(name, stream: 1_001, port: port), id: 1, event: event)
            facilitator.run()
        }
        return guests + [facilitator]
    }

    private func startUsers() throws -> [SystemThread] {
        let guests = try (1...settings.guests).map { number in
            try SystemThread { [self] in
                var guest = Guest(
                    user(
                        "guest\(number)", stream: UInt64(number),
                        port: context.installation.mainPort))
                guest.run()
            }
        }
        let facilitators = try Facilitator.usernames.enumerated().map { index, name in
            try SystemThread { [self] in
                var facilitator = Facilitator(
                    user(name, stream: UInt64(1_000 + index), port: context.installation.crmPort),
                    id: Int64(index + 1))
                facilitator.run()
            }
        }
        return guests + facilitators
    }

    private func user(_ name: String, stream: UInt64, port: UInt16) -> SimulatedUser {
        SimulatedUser(
            name, port: port, random: .init(seed: settings.seed, stream: stream), context)
    }
}
