import Glibc
import Platform

/// A nonblocking connection with at most one request at a time.
struct LoadConnection {
    enum ReadResult {
        case response(ResponseSummary)
        case incomplete
        case failed
    }

    private(set) var descriptor: Int32 = -1
    /// On the monotonic clock.
    private(set) var sentAtMicroseconds: UInt64 = 0
    private var input: [UInt8] = []
    /// The request that waits for the connection to be established.
    private var pending: [UInt8]?

    var isOpen: Bool { descriptor >= 0 }

    mutating func connect(to port: UInt16) throws(SystemError) {
        descriptor = try LoopbackSocket.connect(to: port, nonblocking: true)
    }

    /// Sends a request, at once or when the connection is established; false if that failed.
    mutating func send(_ request: [UInt8]) -> Bool {
        sentAtMicroseconds = MonotonicClock.microseconds()
        pending = request
        return sendPending()
    }

    /// Sends the pending request, if any; false if that failed.
    mutating func sendPending() -> Bool {
        guard let request = pending else { return true }
        let count = Glibc.send(descriptor, request, request.count, Int32(MSG_NOSIGNAL))
        if count < 0 { return errno == EAGAIN }
        pending = nil
        return count == request.count
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> ReadResult {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else { return count < 0 && errno == EAGAIN ? .incomplete : .failed }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        if input.isEmpty, let response = ResponseSummary(bytes) { return .response(response) }
        input.append(contentsOf: bytes)
        guard let response = input.withUnsafeBytes({ ResponseSummary($0) }) else {
            return .incomplete
        }
        input.removeAll(keepingCapacity: true)
        return .response(response)
    }

    mutating func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
        input = []
        pending = nil
    }
}
