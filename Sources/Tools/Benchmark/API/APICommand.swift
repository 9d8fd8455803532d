/// The databases that `Scripts/bench` loads, and SQLite's own rate for the same rows.
enum APICommand {
    static func run(_ arguments: inout Arguments) throws {
        let command = try arguments.next(String.self)
        let database = try arguments.next(String.self)
        switch command {
        case "seed":
            let tokens = try arguments.next(String.self)
            let seed = try SeedDatabase(
                path: database, guests: arguments.next(Int.self), events: arguments.next(Int.self))
            try arguments.finish()
            try seed.create(tokens: tokens)
        case "fill":
            let (event, bookings) = (try arguments.next(Int.self), try arguments.next(Int.self))
            try arguments.finish()
            try SeedDatabase.fill(database, event: event, bookings: bookings)
        case "series":
            let (events, bookings) = (try arguments.next(Int.self), try arguments.next(Int.self))
            try arguments.finish()
            try SeedSeries(path: database, events: events, bookings: bookings).create()
        case "commits":
            let (group, seconds) = (try arguments.next(Int.self), try arguments.next(Int.self))
            try arguments.finish()
            let baseline = try SQLiteBaseline(path: database)
            print(Int(try baseline.bookingsPerSecond(group: group, seconds: seconds)))
        default: throw Arguments.UsageError()
        }
    }
}
