import Glibc
import SQLite

/// Kills the services at random instants, starts them again, and counts seats in between.
struct ChaosController {
    /// What is killed in a cycle.
    private enum Victim {
        case main
        case crm
        case both
    }

    /// Something that was under way did not end within two minutes of an undisturbed run.
    struct NeverSettled: Error {}

    private let shared: Person.Shared
    private var random: SeededGenerator
    private var main: ServiceProcess
    private var crm: ServiceProcess

    /// Starts both.
    init(_ shared: Person.Shared, random: SeededGenerator) throws {
        self.shared = shared
        self.random = random
        crm = try shared.installation.startCRM()
        main = try shared.installation.startMain()
        try crm.waitUntilReady()
        try main.waitUntilReady()
    }

    /// Lets both run for a while, kills one or both, and starts what was killed.
    mutating func cycle() throws {
        usleep(random.pause(20...700) * 1_000)
        if random.happens(percent: 50) { try countSeats() }
        usleep(random.pause(0...50) * 1_000)
        let victim = victim()
        if victim != .crm { killMain() }
        // Now and then one lives on for a moment without the other.
        if victim == .both, random.happens(percent: 50) { usleep(random.pause(0...30) * 1_000) }
        if victim != .main { killCRM() }
        usleep(random.pause(0...150) * 1_000)
        if victim != .crm { try restartMain() }
        if victim != .main { try restartCRM() }
        if victim != .crm { try main.waitUntilReady() }
        if victim != .main { try crm.waitUntilReady() }
    }

    /// Waits until every notice is with CRMAPI, and the gateway has heard and said everything.
    func waitUntilSettled() throws {
        for _ in 0..<1_200 {
            let unheard = try Database.read(fileAt: shared.installation.gatewayDatabase) {
                try $0.first("SELECT 1 FROM deliveries WHERE delivered_at IS NULL LIMIT 1") { _ in
                    true
                }
            }
            let underWay = try Database.read(fileAt: shared.installation.mainDatabase) {
                try $0.first(
                    """
                    SELECT 1 FROM outbox WHERE id > (SELECT CAST(value AS INTEGER) FROM facts
                            WHERE name = 'delivered_through')
                    UNION ALL SELECT 1 FROM delayed_notices
                    UNION ALL SELECT 1 FROM refunds WHERE status = 'initiated'
                    UNION ALL SELECT 1 FROM mails m
                        JOIN bookings b ON b.id = m.booking_id JOIN users u ON u.id = b.user_id
                        WHERE m.sent_at IS NULL AND u.email IS NOT NULL
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
            if underWay == nil, unheard == nil { return }
            usleep(100_000)
        }
        throw NeverSettled()
    }

    func stop() {
        main.stop()
        crm.stop()
    }

    private mutating func victim() -> Victim {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<50: .main
        case ..<80: .crm
        default: .both
        }
    }

    private func killMain() {
        main.kill()
        shared.counts.add { $0.killsOfMain += 1 }
    }

    private func killCRM() {
        crm.kill()
        shared.counts.add { $0.killsOfCRM += 1 }
    }

    /// Now and then it is killed again before it is ready.
    private mutating func restartMain() throws {
        main = try shared.installation.startMain()
        shared.counts.add { $0.restarts += 1 }
        guard random.happens(percent: 15) else { return }
        usleep(random.pause(0...100) * 1_000)
        killMain()
        shared.counts.add { $0.killsWhileStarting += 1 }
        try restartMain()
    }

    private mutating func restartCRM() throws {
        crm = try shared.installation.startCRM()
        shared.counts.add { $0.restarts += 1 }
        guard random.happens(percent: 15) else { return }
        usleep(random.pause(0...100) * 1_000)
        killCRM()
        shared.counts.add { $0.killsWhileStarting += 1 }
        try restartCRM()
    }

    /// Looks for an event with a seat too many, in the file itself.
    ///
    /// The connection ends before the next kill, so that a service finds its file as it left it.
    private func countSeats() throws {
        let events = try Database.read(fileAt: shared.installation.mainDatabase) { connection in
            try connection.all(
                """
                SELECT s.event_id, s.capacity, sum(b.seats) FROM event_seats s JOIN bookings b
                ON b.event_id = s.event_id AND b.status IN ('held', 'confirmed')
                GROUP BY s.event_id
                """
            ) { (id: $0.int64(0), capacity: $0.int64(1), taken: $0.int64(2)) }
        }
        for event in events where event.taken > event.capacity {
            shared.breaches.add(
                .overbooked, "event \(event.id): \(event.taken) of \(event.capacity) seats taken")
        }
        shared.counts.add { counts in
            counts.samples += 1
            counts.fullEvents += events.count { $0.taken == $0.capacity }
        }
    }
}
