import HTTP
import JSONCoding
import Synchronization
import XCTest

/// What a fake gateway may do instead of answering as it should.
enum GatewayMishap: Sendable, Equatable {
    /// Fails, and has done nothing.
    case failsBefore
    /// Does it, and fails all the same.
    case failsAfter
    /// Does it, and says nothing until nobody listens any more.
    case isSilent
    /// Wants to be left alone for a second.
    case isBusy
    /// Says no for good.
    case refuses(String)
}

/// A call that a fake gateway got.
struct GatewayCall: Sendable {
    let operation: String
    let key: String?
}

/// A server that plays a gateway's part over real sockets; the books are its own.
class FakeGateway: @unchecked Sendable {
    // Sound: the members are set once, before the server starts, or lie behind the mutex.
    private(set) var address = ""
    private var server: RunningServer?
    private let plan = Mutex<[String: [GatewayMishap]]>([:])
    private let rhythm = Mutex<(operation: String, period: Int)?>(nil)
    private let received = Mutex<[GatewayCall]>([])
    private let faults = Mutex<[String]>([])

    init() throws {
        var configuration = ServerConfiguration(address: .anyLoopbackPort)
        configuration.loops = 1
        configuration.timeouts.drain = 1
        let running = try Server(
            configuration, router: Router(routes(), cors: CORS(origins: []))
        ).start()
        server = running
        address = "http://\(running.address)"
    }

    deinit { server?.stop() }

    func stop() { server?.stop() }

    /// The gateway's own routes.
    func routes() -> Routes { Routes() }

    /// Has the next calls of an operation go wrong, one after the other.
    func plan(_ mishaps: GatewayMishap..., for operation: String) {
        plan.withLock { $0[operation, default: []] += mishaps }
    }

    /// Has every so manyth call of an operation fail, in turn before and after its effect.
    func failOne(in count: Int, of operation: String) {
        rhythm.withLock { $0 = (operation, count) }
    }

    private func rhythmic(_ operation: String) -> GatewayMishap? {
        guard let (name, period) = rhythm.withLock({ $0 }), name == operation else { return nil }
        let number = count(operation)
        guard number.isMultiple(of: period) else { return nil }
        return (number / period).isMultiple(of: 2) ? .failsBefore : .failsAfter
    }

    /// The calls so far.
    var calls: [GatewayCall] { received.withLock { $0 } }

    func count(_ operation: String) -> Int { calls.count { $0.operation == operation } }

    /// What was sent that the gateway's description does not allow.
    var violations: [String] { faults.withLock { $0 } }

    func report(_ violation: String) { faults.withLock { $0.append(violation) } }

    /// Answers a call, with a mishap if one is planned.
    func answer(
        _ operation: String, _ request: Request, key: String? = nil,
        _ effect: () -> (Status, JSONValue)
    ) async throws -> Response {
        received.withLock { $0.append(GatewayCall(operation: operation, key: key)) }
        let planned = plan.withLock { plan -> GatewayMishap? in
            guard let first = plan[operation]?.first else { return nil }
            plan[operation]?.removeFirst()
            return first
        }
        let mishap = planned ?? rhythmic(operation)
        switch mishap {
        case nil: break
        case .failsBefore: return failure
        case .failsAfter:
            _ = effect()
            return failure
        case .isSilent:
            _ = effect()
            try await Task.sleep(for: .milliseconds(1_500))
            return failure
        case .isBusy:
            return Response.json(.tooManyRequests, error("rate_limit")).with(.retryAfter, "1")
        case .refuses(let code): return .json(.badRequest, error(code))
        }
        let (status, value) = effect()
        return .json(status, value)
    }

    /// An error as the gateway spells it.
    func error(_ code: String) -> JSONValue {
        ["error": ["code": .string(code), "type": "invalid_request_error", "message": "no"]]
    }

    private var failure: Response { .json(.internalServerError, error("api_error")) }
}
