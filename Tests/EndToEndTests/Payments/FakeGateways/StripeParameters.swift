import PaymentGateways

/// The parameters that Stripe's API description allows in MainAPI's calls.
enum StripeParameters {
    /// The parameters of each operation; a name that ends in `[` is a prefix.
    private static let allowed: [String: [String]] = [
        "create": [
            "mode", "line_items[0][quantity]", "line_items[0][price_data][currency]",
            "line_items[0][price_data][unit_amount]",
            "line_items[0][price_data][product_data][name]", "client_reference_id", "metadata[",
            "payment_intent_data[metadata][", "payment_intent_data[description]",
            "customer_email", "submit_type", "payment_method_types[",
            "billing_address_collection",
            "adaptive_pricing[enabled]", "expires_at", "success_url", "cancel_url",
        ],
        "expire": [],
        "refund": ["payment_intent", "amount", "reason", "metadata["],
    ]
    private static let required: [String: [String]] = [
        "create": ["success_url", "mode", "line_items[0][quantity]", "expires_at"],
        "refund": ["payment_intent", "amount"],
    ]

    /// Describes each violation in a form.
    static func violations(of operation: String, _ form: FormContent) -> [String] {
        let allowed = allowed[operation] ?? []
        var found = form.fields.map(\.name).filter { name in
            !allowed.contains { $0 == name || $0.hasSuffix("[") && name.hasPrefix($0) }
        }.map { "\(operation) has \($0)" }
        found += (required[operation] ?? []).filter { form[$0] == nil }
            .map { "\(operation) lacks \($0)" }
        if let reason = form["reason"],
            !["duplicate", "fraudulent", "requested_by_customer"].contains(reason)
        {
            found.append("reason is \(reason)")
        }
        if let type = form["submit_type"], !["auto", "book", "donate", "pay"].contains(type) {
            found.append("submit_type is \(type)")
        }
        if let currency = form["line_items[0][price_data][currency]"],
            currency != currency.lowercased()
        {
            found.append("currency is \(currency)")
        }
        return found
    }
}
