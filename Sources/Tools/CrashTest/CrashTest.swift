import Foundation
import Synchronization

/// One torture from beginning to end: people use the services, the services are killed and started
/// again, and in the end what people were told is held against what the databases hold.
struct CrashTest {
    private let settings: Settings
    private let shared: Person.Shared

    init(_ settings: Settings) throws {
        self.settings = settings
        shared = Person.Shared(
            installation: try Installation(programs: settings.programs), counts: Counts(),
            breaches: Breaches(), isEnding: Flag())
    }

    /// Runs it whole, which ends with the report on standard output.
    ///
    /// - Returns: Whether nothing was found.
    func run() throws -> Bool {
        print("seed \(settings.seed), \(settings.cycles) cycles, \(shared.installation.folder)")
        let start = ContinuousClock.now
        var killing = try ChaosController(shared, random: random(stream: 0))
        let crowd = Crowd(people: people())
        defer { shared.isEnding.raise() }
        for _ in 0..<settings.cycles { try killing.cycle() }
        shared.isEnding.raise()
        let deeds = crowd.deeds()
        try killing.waitUntilSettled()
        try Comparison(deeds, shared).run()
        killing.stop()
        let report = Report(settings, deeds, shared, lasting: ContinuousClock.now - start)
        print(report.text)
        let isSound = shared.breaches.isEmpty
        if isSound, !settings.keepsFiles { shared.installation.remove() }
        return isSound
    }

    /// Each a life that has yet to be lived, on a thread of its own.
    private func people() -> [@Sendable () -> Deeds] {
        let guests = (1...settings.guests).map { number in
            { @Sendable [self] in
                var guest = Guest(
                    person("guest\(number)", stream: number, at: shared.installation.mainPort))
                return guest.live()
            }
        }
        let facilitators = Facilitator.usernames.enumerated().map { index, name in
            { @Sendable [self] in
                var facilitator = Facilitator(
                    person(name, stream: 1_000 + index, at: shared.installation.crmPort),
                    id: Int64(index + 1))
                return facilitator.live()
            }
        }
        return guests + facilitators
    }

    private func person(_ name: String, stream: Int, at port: UInt16) -> Person {
        Person(name, at: port, random: random(stream: UInt64(stream)), shared)
    }

    private func random(stream: UInt64) -> SeededGenerator {
        SeededGenerator(seed: settings.seed, stream: stream)
    }
}

/// People who live side by side.
private final class Crowd: Sendable {
    private let lived = DispatchGroup()
    private let all = Mutex(Deeds())

    init(people: [@Sendable () -> Deeds]) {
        for live in people {
            lived.enter()
            Thread.detachNewThread { [self] in
                let deeds = live()
                all.withLock { $0.add(deeds) }
                lived.leave()
            }
        }
    }

    /// Waits until the last of them has come to an end.
    func deeds() -> Deeds {
        lived.wait()
        return all.withLock { $0 }
    }
}
