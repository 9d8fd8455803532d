import Mail
import Observability
import SQLite

/// Hands letters to the mail program or the folder, for the mailers of both services.
package struct LetterDelivery: Sendable {
    private let transport: MailTransport
    private let database: Database
    private let log: Log
    private let failures: Counter
    private let failureEvent: StaticString
    private let interruptionEvent: StaticString

    /// - Parameters:
    ///   - failureEvent: The name of a refused letter in the log.
    ///   - interruptionEvent: The name of a letter that the end of the service interrupts.
    package init(
        _ transport: MailTransport, database: Database, log: Log, failures: Counter,
        failureEvent: StaticString, interruptionEvent: StaticString
    ) {
        self.transport = transport
        self.database = database
        self.log = log
        self.failures = failures
        self.failureEvent = failureEvent
        self.interruptionEvent = interruptionEvent
    }

    /// Sends a letter that was claimed, so that it is retried later if it is refused now.
    ///
    /// - Parameters:
    ///   - id: The letter's row, for the log.
    ///   - file: The name of its file.
    ///   - release: Makes the letter due again, because the service stops before it is sent.
    ///   - markSent: Stores that the letter was sent.
    package func send(
        _ message: MailMessage, to address: String, id: Int64, file: String,
        release: @escaping @Sendable (Transaction) throws -> Void,
        markSent: @escaping @Sendable (Transaction) throws -> Void
    ) async throws {
        do {
            try await transport.send(message.bytes, to: address, name: file)
        } catch is CancellationError {
            log.info(interruptionEvent, ["letter": id])
            return try await database.writeWhenCancelled(release)
        } catch {
            failures.increment()
            return log.warning(failureEvent, ["letter": id, "error": "\(error)"])
        }
        try await database.writeWhenCancelled(markSent)
    }
}
