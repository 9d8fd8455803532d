import Configuration
import Foundation

struct Settings {
    let cycles: Int
    let seed: UInt64
    let guests: Int
    /// 0 for the test of everything.
    let waitingGuests: Int
    let programs: String
    let keepsFiles: Bool

    init(_ reader: inout SettingsReader) {
        cycles = reader.integer(
            flag: "--cycles", variable: "CRASH_TEST_CYCLES", default: 20, in: 1...100_000,
            help: "How often services are killed and restarted.")
        seed = UInt64(
            reader.integer(
                flag: "--seed", variable: "CRASH_TEST_SEED", default: Int.random(in: 1...999_999),
                in: 0...Int.max, help: "The seed of the random numbers."))
        guests = reader.integer(
            flag: "--guests", variable: "CRASH_TEST_GUESTS", default: 12, in: 1...200,
            help: "Concurrent guests, beside three facilitators.")
        waitingGuests = reader.integer(
            flag: "--waitlist", variable: "CRASH_TEST_WAITLIST", default: 0, in: 0...200,
            help: "Guests who wait for an event with a tenth of the seats; 0 tests everything.")
        programs = reader.string(
            flag: "--programs", variable: "CRASH_TEST_PROGRAMS", default: Self.ownFolder,
            help: "The folder of MainAPI and CRMAPI.")
        keepsFiles = reader.boolean(
            flag: "--keep", variable: "CRASH_TEST_KEEP",
            help: "Keeps the databases and logs; they are always kept after a violation.")
    }

    private static var ownFolder: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().path
    }
}
