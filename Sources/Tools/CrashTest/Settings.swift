import Configuration
import Foundation

/// How long and how hard the services are tortured.
struct Settings {
    /// How often something is killed and started again.
    let cycles: Int
    let seed: UInt64
    let guests: Int
    /// Where MainAPI and CRMAPI are.
    let programs: String
    /// Whether the databases and logs stay even where nothing was found.
    let keepsFiles: Bool

    init(_ reader: inout SettingsReader) {
        cycles = reader.integer(
            flag: "--cycles", variable: "TORTURE_CYCLES", default: 20, in: 1...100_000,
            help: "How often something is killed and started again.")
        seed = UInt64(
            reader.integer(
                flag: "--seed", variable: "TORTURE_SEED", default: Int.random(in: 1...999_999),
                in: 0...Int.max, help: "Where the random numbers begin."))
        guests = reader.integer(
            flag: "--guests", variable: "TORTURE_GUESTS", default: 12, in: 1...200,
            help: "Guests at once; the facilitators are three.")
        programs = reader.string(
            flag: "--programs", variable: "TORTURE_PROGRAMS", default: Self.ownFolder,
            help: "The folder of MainAPI and CRMAPI.")
        keepsFiles = reader.boolean(
            flag: "--keep", variable: "TORTURE_KEEP",
            help: "Leaves the databases and logs behind; after a breach they stay anyway.")
    }

    private static var ownFolder: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().path
    }
}
