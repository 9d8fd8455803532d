import BookingDomain
import BookingStore
import HTTP
import SQLite
import ServiceContract
import ServiceRuntime

/// A facilitator's refunds and money reports, for CRMAPI.
struct MoneyRoutes: Sendable {
    let store: Store

    func add(to routes: inout Routes, peer: Authenticator<PeerService>) {
        routes.get(.init(InternalPath.refundsPattern), by: peer, refunds)
        routes.post(
            .init(InternalPath.refundRetryPattern), by: peer, bodyLimit: 4_096, retry)
        routes.get(.init(InternalPath.moneyPattern), by: peer, money)
        routes.get(.init(InternalPath.takingsPattern), by: peer, takings)
    }

    private func refunds(_ request: Request, _: PeerService) throws -> Response {
        let facilitator = try request.facilitator
        var query = try QueryReader(request)
        let status = query.choice("status", RefundStatus.self)
        let page = PageRequest(&query)
        try query.finish()
        return .json(
            try store.read { try $0.refunds.page(of: facilitator, status: status, page) })
    }

    private func retry(_ request: Request, _: PeerService) async throws -> Response {
        try request.requireNoFields()
        let facilitator = try request.facilitator
        let refund = RefundID(try request.identifier("refund_id"))
        return try await store.respond(to: request, by: .retry(of: refund)) { tx in
            try tx.retryRefund(refund, of: facilitator)
        } response: { refund in
            .json(refund)
        }
    }

    private func money(_ request: Request, _: PeerService) throws -> Response {
        let facilitator = try request.facilitator
        let event = EventID(try request.identifier("event_id"))
        return .json(try store.read { try $0.moneyReport(on: event, of: facilitator) })
    }

    private func takings(_ request: Request, _: PeerService) throws -> Response {
        let facilitator = try request.facilitator
        let page = try request.pageRequest()
        return .json(try store.read { try $0.moneyReports(of: facilitator, page) })
    }
}
