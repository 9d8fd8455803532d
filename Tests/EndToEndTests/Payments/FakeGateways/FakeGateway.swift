import BookingDomain
import Credentials
import HTTP
import HTTPClient
import JSONCoding
import Synchronization
import TestSupport
import Timekeeping
import XCTest

/// A server that plays a gateway's part over real sockets, with books of its own.
///
/// It forgets nothing unless it is told to, and does a call once for its key. A subclass speaks one
/// gateway's protocol; what happens at the gateway without any call of ours is the same for all.
class FakeGateway: @unchecked Sendable {
    // Sound: the members are set once, before the server starts, or lie behind the mutex.
    private(set) var address = ""
    private var server: RunningServer?
    private let mishaps = MishapPlan()
    private let received = Mutex<[GatewayCall]>([])
    private let underWay = Mutex<[String: (now: Int, most: Int)]>([:])
    private let faults = Mutex<[String]>([])
    private let state = Mutex(GatewayLedger())

    required init() throws {
        var configuration = ServerConfiguration(address: .anyLoopbackPort)
        configuration.loops = 1
        configuration.timeouts.drain = .milliseconds(1)
        let running = try Server(
            configuration, router: Router(routes(), cors: CORS(origins: []))
        ).start()
        server = running
        address = "http://\(running.address)"
    }

    deinit { server?.stop() }

    func stop() { server?.stop() }

    // What is each gateway's own

    /// Its word in paths.
    var provider: PaymentProvider { .sandbox }
    /// The settings of a service that pays there.
    var settings: [String: String] { [:] }
    /// The gateway's own routes.
    func routes() -> Routes { Routes() }
    /// An event about a checkout as it is now.
    func event(_ news: CheckoutNews, about checkout: FakeCheckout) -> FakeEvent { event("", .null) }
    /// An event about a refund as it is now.
    func event(_ news: RefundNews, about refund: FakeRefund) -> FakeEvent { event("", .null) }
    /// The header fields of a delivery, its signature among them.
    func fields(of event: FakeEvent, at now: Timestamp) -> [String: String] { [:] }
    /// An error as the gateway spells it.
    func error(_ code: String) -> JSONValue { .null }
    /// An event about anything.
    func event(_ type: String, _ object: JSONValue) -> FakeEvent { FakeEvent(id: "", body: []) }
    /// The operation by which a checkout whose time is over is asked about.
    var closing: String { "" }
    /// Whether it stops taking payments for a checkout that is to be closed.
    var closesCheckouts: Bool { true }
}

/// What tests do with it.
extension FakeGateway {
    var books: GatewayLedger { state.withLock { $0 } }

    func change<Value>(_ body: (inout sending GatewayLedger) -> sending Value) -> Value {
        state.withLock(body)
    }

    /// Has the next calls of an operation go wrong, one after the other.
    func plan(_ mishaps: GatewayMishap..., for operation: String) {
        self.mishaps.add(mishaps, for: operation)
    }

    /// Has every so manyth call of an operation fail, in turn before and after its effect.
    func failOne(in count: Int, of operation: String) {
        mishaps.failOne(in: count, of: operation)
    }

    /// The calls so far.
    var calls: [GatewayCall] { received.withLock { $0 } }

    func count(_ operation: String) -> Int { calls.count { $0.operation == operation } }

    /// How many calls of an operation were under way at the same time, at most.
    func mostAtOnce(of operation: String) -> Int { underWay.withLock { $0[operation]?.most ?? 0 } }

    /// The keys that an operation was called under.
    func keys(of operation: String) -> Set<String?> {
        Set(calls.filter { $0.operation == operation }.map(\.key))
    }

    /// What was sent that the gateway's description does not allow.
    var violations: [String] { faults.withLock { $0 } }

    func report(_ violation: String) { faults.withLock { $0.append(violation) } }

    /// Delivers an event, signed; answers the status.
    func deliver(_ event: FakeEvent, to client: TestClient, at now: Timestamp) async throws -> Int {
        try await client.send(
            "POST", "/webhooks/\(provider.rawValue)", body: event.body,
            fields(of: event, at: now)
        ).status
    }
}

/// What happens at the gateway without any call of ours.
extension FakeGateway {
    /// The guest pays at the gateway's page, whatever the checkout's state.
    @discardableResult
    func pay(
        _ checkout: FakeCheckout, amount: Int64? = nil, currency: String? = nil,
        status: FakePayment.Status = .captured
    ) -> String {
        let payment = FakePayment(
            id: "\(paymentPrefix)\(randomToken(bytes: 9))", amount: amount ?? checkout.amount,
            currency: currency ?? checkout.currency, status: status)
        change { books in
            guard let index = books.checkouts.firstIndex(where: { $0.id == checkout.id }) else {
                return
            }
            books.checkouts[index].isExpired = false
            books.checkouts[index].payments.append(payment)
        }
        return payment.id
    }

    private var paymentPrefix: String { provider == .stripe ? "pi_" : "pay_" }

    /// A payment comes to another state, as when the bank answers late.
    func move(_ payment: String, to status: FakePayment.Status) {
        change { books in
            for checkout in books.checkouts.indices {
                for index in books.checkouts[checkout].payments.indices
                where books.checkouts[checkout].payments[index].id == payment {
                    books.checkouts[checkout].payments[index].status = status
                }
            }
        }
    }

    /// A refund made at the dashboard.
    @discardableResult
    func refundAtTheDashboard(_ payment: String, _ amount: Int64) -> FakeRefund {
        enter(payment, amount, .object(JSONObject()))
    }

    /// A refund comes to another state, as when the bank bounces it.
    func move(_ refund: FakeRefund, to status: RefundStatus) {
        change { books in
            guard let index = books.refunds.firstIndex(where: { $0.id == refund.id }) else {
                return
            }
            books.refunds[index].status = status
        }
    }

    /// What of a payment has gone back or is on its way.
    func given(of payment: String) -> Int64 {
        books.refunds.filter { $0.payment == payment && $0.status != .failed }
            .reduce(0) { $0 + $1.amount }
    }
}

/// What the gateways' own protocols are made of.
extension FakeGateway {
    /// Answers a call, with a mishap if one is planned.
    func answer(
        _ operation: String, _ request: Request, key: String? = nil,
        _ effect: () -> (Status, JSONValue)
    ) async throws -> Response {
        underWay.withLock { calls in
            let now = (calls[operation]?.now ?? 0) + 1
            calls[operation] = (now, max(now, calls[operation]?.most ?? 0))
        }
        defer { underWay.withLock { $0[operation]?.now -= 1 } }
        let number = received.withLock { received in
            received.append(GatewayCall(operation: operation, key: key))
            return received.count { $0.operation == operation }
        }
        switch mishaps.next(of: operation, number: number) {
        case nil: break
        case .failsBefore: return failure
        case .failsAfter:
            _ = effect()
            return failure
        case .isSilent:
            _ = effect()
            try await Task.sleep(for: .milliseconds(2_500))
            return failure
        case .isSlow(let milliseconds):
            try await Task.sleep(for: .milliseconds(milliseconds))
        case .isBusy:
            return Response.json(.tooManyRequests, error("rate_limit")).with(.retryAfter, "1")
        case .deniesKey: return .json(.unauthorized, error("invalid_api_key"))
        case .refuses(let code): return .json(.badRequest, error(code))
        }
        let (status, value) = effect()
        return .json(status, value)
    }

    private var failure: Response { .json(.internalServerError, error("api_error")) }

    /// Does a call once for its key; with another content the key is refused.
    func once(
        _ key: String?, _ body: [UInt8], _ effect: () -> (Status, JSONValue)
    ) -> (Status, JSONValue) {
        guard let key else { return effect() }
        if let earlier = books.answers[key] {
            guard earlier.body == body else { return (.badRequest, error("idempotency_error")) }
            return (earlier.status, earlier.value)
        }
        let (status, value) = effect()
        change { $0.answers[key] = (body, status, value) }
        return (status, value)
    }

    /// Gives back an amount of a payment if there is so much left; else says which is wrong.
    func refund(_ payment: String, _ amount: Int64, _ metadata: JSONValue) -> RefundAnswer {
        guard let paid = books.payments.first(where: { $0.id == payment }) else { return .unknown }
        let given = given(of: payment)
        if given == paid.amount { return .alreadyRefunded }
        return given + amount > paid.amount
            ? .tooMuch : .made(enter(payment, amount, metadata))
    }

    private func enter(_ payment: String, _ amount: Int64, _ metadata: JSONValue) -> FakeRefund {
        change { books in
            let refund = FakeRefund(
                id: "re_\(randomToken(bytes: 9))", payment: payment, amount: amount,
                status: books.refundStatus, metadata: metadata)
            books.refunds.append(refund)
            return refund
        }
    }

    /// The number of the next event.
    func nextEventNumber() -> Int {
        change { books in
            books.events += 1
            return books.events
        }
    }

    /// A checkout as it is now.
    func current(_ checkout: FakeCheckout) -> FakeCheckout {
        books.checkouts.first { $0.id == checkout.id } ?? checkout
    }

    /// A refund as it is now.
    func current(_ refund: FakeRefund) -> FakeRefund {
        books.refunds.first { $0.id == refund.id } ?? refund
    }
}
