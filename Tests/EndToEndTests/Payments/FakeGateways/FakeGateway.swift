import BookingDomain
import Credentials
import HTTP
import HTTPClient
import JSONCoding
import Synchronization
import TestSupport
import Timekeeping
import XCTest

/// A stateful server that implements a gateway's protocol.
///
/// A subclass implements one gateway's protocol. A call with an idempotency key has one effect.
class FakeGateway: @unchecked Sendable {
    // Unchecked: members are set before the server starts or are protected by a mutex.
    private(set) var address = ""
    private var server: RunningServer?
    private let faultPlan = FaultPlan()
    private let received = Mutex<[GatewayCall]>([])
    private let activeCalls = Mutex<[String: (now: Int, most: Int)]>([:])
    private let violationLog = Mutex<[String]>([])
    private let state = Mutex(GatewayLedger())
    private let gatewayClock = Mutex<WallClock?>(nil)

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

    // For subclasses

    var provider: PaymentProvider { .sandbox }
    /// The settings of a service that uses this gateway.
    var settings: [String: String] { [:] }
    func routes() -> Routes { Routes() }
    /// An event about a checkout's current state.
    func event(_ report: CheckoutReport, about checkout: FakeCheckout) -> FakeEvent {
        event("", .null)
    }
    /// An event about a refund's current state.
    func event(_ report: RefundReport, about refund: FakeRefund) -> FakeEvent { event("", .null) }
    /// The header fields of a webhook, with its signature.
    func headerFields(of event: FakeEvent, at now: Timestamp) -> [String: String] { [:] }
    /// An error in the gateway's format.
    func error(_ code: String) -> JSONValue { .null }
    func event(_ type: String, _ object: JSONValue) -> FakeEvent { FakeEvent(id: "", body: []) }
    /// An event about a dispute.
    func event(about dispute: FakeDispute) -> FakeEvent { event("", .null) }
    /// The operation called for a checkout whose hold has expired.
    var closingOperation: String { "" }
    /// Whether the gateway can close a checkout.
    var closesCheckouts: Bool { true }
}

/// State and fault injection for tests.
extension FakeGateway {
    var ledger: GatewayLedger { state.withLock { $0 } }

    func update<Value>(_ body: (inout sending GatewayLedger) -> sending Value) -> Value {
        state.withLock(body)
    }

    /// Injects faults into the next calls of an operation, in order.
    func plan(_ faults: InjectedFault..., for operation: String) {
        faultPlan.add(faults, for: operation)
    }

    /// Fails every nth call of an operation, alternately before and after its effect.
    func failOne(in count: Int, of operation: String) {
        faultPlan.failOne(in: count, of: operation)
    }

    var calls: [GatewayCall] { received.withLock { $0 } }

    func count(_ operation: String) -> Int { calls.count { $0.operation == operation } }

    /// The maximum number of concurrent calls of an operation.
    func maximumConcurrency(of operation: String) -> Int {
        activeCalls.withLock { $0[operation]?.most ?? 0 }
    }

    /// The idempotency keys of an operation's calls.
    func keys(of operation: String) -> Set<String?> {
        Set(calls.filter { $0.operation == operation }.map(\.key))
    }

    /// Requests that the gateway's documentation does not allow.
    var violations: [String] { violationLog.withLock { $0 } }

    func report(_ violation: String) { violationLog.withLock { $0.append(violation) } }

    /// Delivers a signed event and returns the response's status.
    func deliver(_ event: FakeEvent, to client: TestClient, at now: Timestamp) async throws -> Int {
        try await client.send(
            "POST", "/webhooks/\(provider.rawValue)", body: event.body,
            headerFields(of: event, at: now)
        ).status
    }
}

/// Changes at the gateway without a call from MainAPI.
extension FakeGateway {
    /// The guest pays on the gateway's page, in any state of the checkout.
    @discardableResult
    func pay(
        _ checkout: FakeCheckout, amount: Int64? = nil, currency: String? = nil,
        status: FakePayment.Status = .captured, fee: Int64 = 0
    ) -> String {
        let payment = FakePayment(
            id: "\(paymentPrefix)\(randomToken(bytes: 9))", amount: amount ?? checkout.amount,
            currency: currency ?? checkout.currency, status: status, fee: fee)
        update { ledger in
            guard let index = ledger.checkouts.firstIndex(where: { $0.id == checkout.id }) else {
                return
            }
            ledger.checkouts[index].isExpired = false
            ledger.checkouts[index].payments.append(payment)
        }
        return payment.id
    }

    private var paymentPrefix: String { provider == .stripe ? "pi_" : "pay_" }

    /// Changes a payment's status, as a late bank does.
    func setStatus(of payment: String, to status: FakePayment.Status) {
        update { ledger in
            for checkout in ledger.checkouts.indices {
                for index in ledger.checkouts[checkout].payments.indices
                where ledger.checkouts[checkout].payments[index].id == payment {
                    ledger.checkouts[checkout].payments[index].status = status
                }
            }
        }
    }

    /// Makes a refund at the gateway's dashboard.
    @discardableResult
    func refundAtTheDashboard(_ payment: String, _ amount: Int64) -> FakeRefund {
        addRefund(payment, amount, .object(JSONObject()))
    }

    /// The guest's bank disputes a payment, or decides.
    func dispute(_ payment: String, _ amount: Int64, _ status: String) -> FakeDispute {
        let dispute = FakeDispute(
            id: "dp_\(payment)", payment: payment, amount: amount, status: status)
        update { ledger in
            ledger.disputes.removeAll { $0.id == dispute.id }
            ledger.disputes.append(dispute)
        }
        return dispute
    }

    /// Changes a refund's status, as a bank that rejects it does.
    func setStatus(of refund: FakeRefund, to status: RefundStatus) {
        update { ledger in
            guard let index = ledger.refunds.firstIndex(where: { $0.id == refund.id }) else {
                return
            }
            ledger.refunds[index].status = status
        }
    }

    /// The refunded amount of a payment, pending refunds included.
    func refunded(of payment: String) -> Int64 {
        ledger.refunds.filter { $0.payment == payment && $0.status != .failed }
            .reduce(0) { $0 + $1.amount }
    }
}

/// Helpers of the gateways' protocols.
extension FakeGateway {
    /// Responds to a call, with an injected fault if one is planned.
    func respond(
        _ operation: String, _ request: Request, key: String? = nil,
        _ effect: () -> (Status, JSONValue)
    ) async throws -> Response {
        activeCalls.withLock { calls in
            let now = (calls[operation]?.now ?? 0) + 1
            calls[operation] = (now, max(now, calls[operation]?.most ?? 0))
        }
        defer { activeCalls.withLock { $0[operation]?.now -= 1 } }
        let number = received.withLock { received in
            received.append(GatewayCall(operation: operation, key: key))
            return received.count { $0.operation == operation }
        }
        let planned = faultPlan.next(of: operation, number: number)
        switch planned {
        case nil: break
        case .failsBefore: return failure
        case .failsAfter:
            _ = effect()
            return failure
        case .storesFailure, .storesFailureAfter:
            if planned == .storesFailureAfter { _ = effect() }
            if let key {
                let value = error("api_error")
                update { $0.responses[key] = (request.body, .internalServerError, value) }
            }
            return failure
        case .timesOut:
            _ = effect()
            try await Task.sleep(for: .milliseconds(2_500))
            return failure
        case .isSlow(let milliseconds):
            try await Task.sleep(for: .milliseconds(milliseconds))
        case .isBusy:
            return Response.json(.tooManyRequests, error("rate_limit")).with(.retryAfter, "1")
        case .rejectsKey: return .json(.unauthorized, error("invalid_api_key"))
        case .refuses(let code): return .json(.badRequest, error(code))
        }
        let (status, value) = effect()
        return .json(status, value)
    }

    private var failure: Response { .json(.internalServerError, error("api_error")) }

    /// Runs the effect once per key; a repeated key with another body is refused.
    func once(
        _ key: String?, _ body: [UInt8], _ effect: () -> (Status, JSONValue)
    ) -> (Status, JSONValue) {
        guard let key else { return effect() }
        if let earlier = ledger.responses[key] {
            guard earlier.body == body else { return (.badRequest, error("idempotency_error")) }
            return (earlier.status, earlier.value)
        }
        let (status, value) = effect()
        update { $0.responses[key] = (body, status, value) }
        return (status, value)
    }

    /// Refunds an amount of a payment, if enough of it remains.
    func refund(_ payment: String, _ amount: Int64, _ metadata: JSONValue) -> RefundResult {
        guard let paid = ledger.payments.first(where: { $0.id == payment }) else { return .unknown }
        let given = refunded(of: payment)
        if given == paid.amount { return .alreadyRefunded }
        return given + amount > paid.amount
            ? .tooMuch : .made(addRefund(payment, amount, metadata))
    }

    @discardableResult
    func addRefund(_ payment: String, _ amount: Int64, _ metadata: JSONValue) -> FakeRefund {
        update { ledger in
            let refund = FakeRefund(
                id: "re_\(randomToken(bytes: 9))", payment: payment, amount: amount,
                status: ledger.refundStatus, metadata: metadata)
            ledger.refunds.append(refund)
            return refund
        }
    }

    /// The gateway's clock; nil if the test does not depend on it.
    var now: Timestamp? {
        get { gatewayClock.withLock { $0?.now() } }
    }

    func setClock(_ clock: WallClock) { gatewayClock.withLock { $0 = clock } }

    func nextEventNumber() -> Int {
        update { ledger in
            ledger.events += 1
            return ledger.events
        }
    }

    /// The checkout's current state.
    func current(_ checkout: FakeCheckout) -> FakeCheckout {
        ledger.checkouts.first { $0.id == checkout.id } ?? checkout
    }

    /// The refund's current state.
    func current(_ refund: FakeRefund) -> FakeRefund {
        ledger.refunds.first { $0.id == refund.id } ?? refund
    }
}
