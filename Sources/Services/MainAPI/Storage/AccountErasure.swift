import BookingDomain
import BookingStore
import Observability
import SQLite

/// Erases guests' accounts, in steps between which other writes run.
struct AccountErasure: Sendable {
    /// The bookings and messages that one step handles.
    private static let rowsPerStep = 200

    let store: Store
    let log: ErasureLog
    let serviceLog: Log

    /// Erases an account and lists it in the file beside the database.
    ///
    /// - Parameter generation: That of the guest's token; nil if the owner erases the guest.
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    func erase(_ guest: UserID, generation: Int64?) async throws {
        guard let account = try store.read({ try $0.users.account(of: guest) }) else {
            throw Refusal.notFound(.user)
        }
        var progress: ErasureProgress?
        repeat {
            progress = try await store.write { [progress] tx in
                try tx.prepareErasure(
                    of: guest, generation: try generation ?? tx.tokenGeneration(of: guest),
                    after: progress, limit: Self.rowsPerStep)
            }
        } while progress?.hasMore == true
        _ = try await store.write { [progress] tx in
            try tx.eraseAccount(
                of: guest, generation: try generation ?? tx.tokenGeneration(of: guest),
                after: progress)
        }
        await log.add(
            ErasedGuest(id: guest, registeredAt: account.user.createdAt), log: serviceLog)
    }
}

extension Transaction {
    /// - Throws: `Refusal.notFound`.
    fileprivate func tokenGeneration(of guest: UserID) throws -> Int64 {
        guard let account = try users.account(of: guest) else { throw Refusal.notFound(.user) }
        return account.tokenGeneration
    }
}
