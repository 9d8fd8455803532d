import Glibc
import HTTP
import Platform

/// A connection to the service and the request in progress on it.
final class ClientConnection {
    enum Progress {
        case incomplete
        case response(ClientResponse)
        case failure(ClientError.Kind, String)
    }

    private(set) var request: PendingRequest?
    /// Whether another request may follow the current one.
    private(set) var isReusable = true
    private let descriptor: Descriptor
    private var sent = 0
    private let limits: Limits
    private var parser: ResponseParser
    private var hadResponse = false

    init(_ descriptor: consuming Descriptor, _ limits: Limits) {
        self.descriptor = descriptor
        self.limits = limits
        parser = ResponseParser(to: "", limits: limits)
    }

    /// The socket's descriptor.
    var number: Int32 { descriptor.number }

    var wantsToSend: Bool { isReusable && request.map { sent < $0.bytes.count } ?? false }

    /// Whether the request may be sent again on another connection: the service has probably closed
    /// this one before the request arrived (RFC 9112 §9.3.1).
    var mayRepeat: Bool {
        hadResponse && !parser.hasBegun && request?.isRepeatable ?? false
    }

    /// Whether an idle connection can be used: the service has not closed it and has not sent
    /// unrequested bytes.
    var isStillOpen: Bool {
        var byte: UInt8 = 0
        return recv(number, &byte, 1, Int32(MSG_PEEK)) < 0 && errno == EAGAIN
    }

    func start(_ request: PendingRequest) {
        self.request = request
        sent = 0
        parser = ResponseParser(to: request.method, limits: limits)
        sendMore()
    }

    /// Removes the request, which is finished or continues on another connection.
    func removeRequest() -> PendingRequest? {
        request.take()
    }

    /// Sends until the socket's buffer is full; the cause of a failure is found by reading.
    func sendMore() {
        guard let bytes = request?.bytes, isReusable else { return }
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                if count == 0 || errno != EAGAIN { isReusable = false }
                return
            }
            sent += count
            request?.wasSent = true
        }
    }

    /// Reads once.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Progress {
        let count = recv(number, buffer.baseAddress, buffer.count, 0)
        if count < 0 {
            guard errno != EAGAIN, errno != EINTR else { return .incomplete }
            return .failure(.noResponse, "\(SystemError("recv"))")
        }
        do throws(ParseFailure) {
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            let consumed = try parser.consume(bytes)
            if count == 0 { try parser.end() }
            guard parser.isComplete else { return .incomplete }
            // Bytes after the response do not belong to any request.
            let isWhole = consumed == count && sent == request?.bytes.count
            isReusable = isReusable && parser.keepsConnection && isWhole
        } catch {
            let isTooLong = error.status == .contentTooLarge
            return .failure(
                count == 0 ? .noResponse : .invalidResponse,
                isTooLong ? ClientError.tooLong : error.reason)
        }
        hadResponse = true
        return .response(ClientResponse(parser))
    }
}
