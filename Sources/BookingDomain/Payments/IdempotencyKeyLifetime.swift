/// How long gateways surely remember an idempotency key, and do a call under it no second time.
package enum IdempotencyKeyLifetime {
    package static let seconds: Int64 = 86_400
}
