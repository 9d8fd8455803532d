import Foundation

/// Prepares databases for a load, and measures what SQLite alone can do with the same rows.
///
/// Scripts/bench calls it; nothing of the services does.
let usage = """
    usage: StoreBenchmark seed DATABASE TOKENS GUESTS EVENTS    a database, and a token for each guest
           StoreBenchmark fill DATABASE EVENT BOOKINGS          more bookings of an event
           StoreBenchmark commits DATABASE GROUP SECONDS        bookings a second without a service
    """

let words = Array(CommandLine.arguments.dropFirst())
let numbers = words.dropFirst(2).compactMap { Int($0) }

do {
    switch (words.first, words.count, numbers.count) {
    case ("seed", 5, 2):
        try Seed(database: words[1], guests: numbers[0], events: numbers[1]).plant(tokens: words[2])
    case ("fill", 4, 2):
        try Seed.fill(words[1], event: numbers[0], bookings: numbers[1])
    case ("commits", 4, 2):
        let loop = try BareLoop(path: words[1])
        print(Int(try loop.bookingsPerSecond(group: numbers[0], seconds: numbers[1])))
    default:
        print(usage)
        exit(EXIT_FAILURE)
    }
} catch {
    FileHandle.standardError.write(Data("StoreBenchmark: \(error)\n".utf8))
    exit(EXIT_FAILURE)
}
