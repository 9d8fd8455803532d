import BookingDomain
import BookingStore
import SQLite

extension Store {
    /// How long a write of a preview continues with the next event; other writes wait for it.
    private static let previewTime = Duration.milliseconds(20)

    /// The effects of a change of a series, in several writes, so that other ones do not wait.
    ///
    /// - Parameter change: Makes the change; for one event only if there is one.
    func preview(
        _ change: @escaping @Sendable (Transaction, EventID?) throws -> SeriesWithEvents
    ) async throws -> SeriesPreview {
        let (planned, booked) = try await write { tx in
            let planned = try tx.rolledBack { try change(tx, nil) }
            let ids = planned.events.map(\.id)
            return (planned, try ids.filter { try tx.bookings.haveSeats(of: $0) })
        }
        var affected = AffectedBookings.none
        var rest = booked[...]
        while !rest.isEmpty {
            let (count, effects) = try await write { [rest] tx in
                let start = ContinuousClock.now
                var (count, sum) = (0, AffectedBookings.none)
                for event in rest where count == 0 || .now - start < Self.previewTime {
                    sum = try sum + tx.previewEffects { try change(tx, event).events }.1
                    count += 1
                }
                return (count, sum)
            }
            affected = affected + effects
            rest = rest.dropFirst(count)
        }
        return SeriesPreview(change: planned, affected: affected)
    }
}
