import HTTP
import Synchronization

/// The service's base URLs, for browsers and for the sandbox on this machine.
///
/// The system may choose the port, so the local URL is set after the service listens.
final class PublicAddress: Sendable {
    private let configured: String?
    private let listening = Mutex("http://127.0.0.1")

    init(configured: String?) {
        self.configured = configured
    }

    func setListeningAddress(_ address: SocketAddress) {
        let isWildcard = ["0.0.0.0", "::"].contains(address.ip.text)
        let text = isWildcard ? "127.0.0.1:\(address.port)" : "\(address)"
        listening.withLock { $0 = "http://\(text)" }
    }

    /// The URL on this machine, without a proxy.
    var local: String { listening.withLock { $0 } }

    /// The URL for browsers.
    var text: String { configured ?? local }

    func razorpayPage(of order: String) -> String { "\(text)/payment/razorpay/\(order)" }

    func returnPage(from provider: String) -> String { "\(text)/payment/\(provider)/return" }
}
