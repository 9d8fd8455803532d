import HTTP
import Synchronization

/// Where this service is found: by guests' browsers, and by the sandbox on this very machine.
///
/// A port that the system picks is known only once the service listens, hence the class.
final class PublicAddress: Sendable {
    private let configured: String?
    private let listening = Mutex("http://127.0.0.1")

    init(configured: String?) {
        self.configured = configured
    }

    /// Takes note of where the service listens.
    func isListening(at address: SocketAddress) {
        let isEverywhere = ["0.0.0.0", "::"].contains(address.ip.text)
        let text = isEverywhere ? "127.0.0.1:\(address.port)" : "\(address)"
        listening.withLock { $0 = "http://\(text)" }
    }

    /// Where it listens itself, without any proxy.
    var local: String { listening.withLock { $0 } }

    /// Where browsers find it.
    var text: String { configured ?? local }

    /// Our page for an order of Razorpay's.
    func payingAtRazorpay(_ order: String) -> String { "\(text)/payment/razorpay/\(order)" }

    /// Where a gateway sends guests back to.
    func returning(from provider: String) -> String { "\(text)/payment/\(provider)/return" }
}
