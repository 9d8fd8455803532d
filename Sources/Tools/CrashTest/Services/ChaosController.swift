import Glibc
import SQLite

/// Kills and restarts the services at random times, and checks the seats of all events.
struct ChaosController {
    /// Asynchronous work was still pending two minutes after the last kill.
    struct NotSettled: Error {}

    private let context: RunContext
    private var random: SeededGenerator
    private var processes: [Service: ServiceProcess] = [:]

    init(_ context: RunContext, random: SeededGenerator) throws {
        self.context = context
        self.random = random
        for service in Service.allCases {
            processes[service] = try context.installation.start(service)
        }
        for process in processes.values { try process.waitUntilReady() }
    }

    /// Kills and restarts one or both services after a random time.
    mutating func cycle() throws {
        try cycle(after: 20...700, killing: randomTargets())
    }

    /// Kills and restarts MainAPI after a time in which guests answer offers.
    mutating func killMain() throws { try cycle(after: 300...2_500, killing: [.main]) }

    private mutating func cycle(
        after milliseconds: ClosedRange<UInt32>, killing targets: [Service]
    ) throws {
        usleep(random.milliseconds(milliseconds) * 1_000)
        if random.happens(percent: 50) { try checkSeats() }
        usleep(random.milliseconds(0...50) * 1_000)
        for target in targets {
            kill(target)
            // Half of the time the other service runs on briefly.
            if target != targets.last, random.happens(percent: 50) {
                usleep(random.milliseconds(0...30) * 1_000)
            }
        }
        usleep(random.milliseconds(0...150) * 1_000)
        for target in targets { try restart(target) }
        for target in targets { try processes[target]?.waitUntilReady() }
    }

    /// Waits until all notices, emails, refunds and webhooks are delivered.
    func waitUntilSettled() throws {
        for _ in 0..<1_200 {
            let webhook = try Database.read(fileAt: context.installation.gatewayDatabase) {
                try $0.first("SELECT 1 FROM deliveries WHERE delivered_at IS NULL LIMIT 1") { _ in
                    true
                }
            }
            let work = try Database.read(fileAt: context.installation.mainDatabase) {
                try $0.first(
                    """
                    SELECT 1 FROM outbox WHERE id > (SELECT CAST(value AS INTEGER) FROM facts
                            WHERE name = 'delivered_through')
                    UNION ALL SELECT 1 FROM delayed_notices
                    UNION ALL SELECT 1 FROM refunds
                        WHERE status = 'initiated' AND provider <> 'offline'
                    UNION ALL SELECT 1 FROM mails WHERE next_attempt_at IS NOT NULL
                    UNION ALL SELECT 1 FROM account_letters WHERE next_attempt_at IS NOT NULL
                    UNION ALL SELECT 1 FROM bookings
                        WHERE id > (SELECT CAST(value AS INTEGER) FROM facts
                            WHERE name = 'mailed_beginnings_through')
                    UNION ALL SELECT 1 FROM booking_changes
                        WHERE id > (SELECT CAST(value AS INTEGER) FROM facts
                            WHERE name = 'mailed_through')
                    LIMIT 1
                    """
                ) { _ in true }
            }
            if work == nil, webhook == nil { return }
            usleep(100_000)
        }
        throw NotSettled()
    }

    func stop() {
        for process in processes.values { process.stop() }
    }

    private mutating func randomTargets() -> [Service] {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<50: [.main]
        case ..<80: [.crm]
        default: [.main, .crm]
        }
    }

    private func kill(_ service: Service) {
        processes[service]?.kill()
        context.updateCounts { $0.kills[service, default: 0] += 1 }
    }

    private mutating func restart(_ service: Service) throws {
        while true {
            processes[service] = try context.installation.start(service)
            context.updateCounts { $0.restarts += 1 }
            guard random.happens(percent: 15) else { return }
            // Sometimes the new process is killed before it is ready.
            usleep(random.milliseconds(0...100) * 1_000)
            kill(service)
            context.updateCounts { $0.killsWhileStarting += 1 }
        }
    }

    /// Looks for overbooked events in the database.
    ///
    /// The connection is closed before the next kill, so that the service finds its file unchanged.
    private func checkSeats() throws {
        let events = try Database.read(fileAt: context.installation.mainDatabase) { connection in
            try connection.all(
                """
                SELECT s.event_id, s.capacity, sum(b.seats) FROM event_seats s JOIN bookings b
                ON b.event_id = s.event_id AND b.status IN ('held', 'confirmed')
                GROUP BY s.event_id
                """
            ) { (id: $0.int64(0), capacity: $0.int64(1), taken: $0.int64(2)) }
        }
        for event in events where event.taken > event.capacity {
            context.violations.add(
                .overbooked, "event \(event.id): \(event.taken) of \(event.capacity) seats taken")
        }
        context.updateCounts { counts in
            counts.seatChecks += 1
            counts.fullEvents += events.count { $0.taken == $0.capacity }
        }
    }
}
