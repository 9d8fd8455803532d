import Glibc
import HTTP
import Platform

/// A connection to the service, and the call that it carries at the time.
final class ClientConnection {
    /// What was read came to.
    enum Progress {
        case underWay
        case answered(ClientResponse)
        case failed(Client.NoAnswer)
    }

    private static let limits: Limits = {
        var limits = Limits()
        limits.bodyBytes = ClientResponse.longestBody
        return limits
    }()

    /// Nil while nobody needs it.
    private(set) var call: PendingRequest?
    /// Whether another call may come after the one that was answered.
    private(set) var isReusable = true
    private let descriptor: Descriptor
    private var sent = 0
    private var response = ResponseParser(to: "", limits: limits)
    private var hasAnswered = false

    init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    var number: Int32 { descriptor.number }

    /// Whether there is more to send than the socket had room for.
    var hasUnsent: Bool { call.map { sent < $0.octets.count } ?? false }

    /// Whether the call may go again on another connection: the service has most likely ended this
    /// one before the call came, and it does no harm if not (RFC 9112 §9.3.1).
    var mayRepeat: Bool {
        guard let call else { return false }
        return hasAnswered && !response.hasBegun && call.isIdempotent && !call.isRepeated
    }

    /// Whether the service has neither ended the connection by now nor sent what nobody asked for;
    /// to be asked between two calls.
    var isStillOpen: Bool {
        var octet: UInt8 = 0
        return recv(number, &octet, 1, Int32(MSG_PEEK)) < 0 && errno == EAGAIN
    }

    /// Takes up a call and begins to send it.
    func begin(_ call: PendingRequest) {
        self.call = call
        sent = 0
        response = ResponseParser(to: call.method, limits: Self.limits)
        sendOn()
    }

    /// Gives back the call, which has come to its end or goes on elsewhere.
    func takeCall() -> PendingRequest? {
        call.take()
    }

    /// Sends until there is no more room; what went wrong, reading will say.
    func sendOn() {
        guard let octets = call?.octets, isReusable else { return }
        while sent < octets.count {
            let count = octets[sent...].withUnsafeBytes {
                send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                if count == 0 || errno != EAGAIN { isReusable = false }
                return
            }
            sent += count
        }
    }

    /// Reads once.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Progress {
        let count = recv(number, buffer.baseAddress, buffer.count, 0)
        if count < 0 {
            guard errno != EAGAIN, errno != EINTR else { return .underWay }
            return .failed(.init(description: "\(SystemError("recv"))"))
        }
        do throws(ParseFailure) {
            let octets = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            let taken = try response.consume(octets)
            if count == 0 { try response.end() }
            guard response.isComplete else { return .underWay }
            // Whatever stands behind the answer, nobody has asked for.
            isReusable =
                isReusable && response.keepsConnection && taken == count && !hasUnsent
        } catch {
            guard error.status != .contentTooLarge else { return .failed(.tooLong) }
            return .failed(.init(description: error.reason))
        }
        hasAnswered = true
        return .answered(
            ClientResponse(status: response.status, body: response.body, fields: response.fields))
    }
}
