import Configuration
import HTTP

extension ServerConfiguration {
    /// Reads the limits and timeouts of the HTTP server.
    init(_ reader: inout SettingsReader, address: SocketAddress, limitsAddresses: Bool) {
        self.init(address: address)
        let threads = reader.integer(
            variable: "EVENT_LOOPS", default: 0, in: 0...256,
            help: "Threads that serve connections; 0 means one per processor.")
        if threads > 0 { loops = threads }
        maximumConnections = reader.integer(
            variable: "MAX_CONNECTIONS", default: maximumConnections, in: 16...1_000_000,
            help: "Connections at once; beyond it, those idle longest are closed.")
        let perAddress = reader.integer(
            variable: "MAX_CONNECTIONS_PER_ADDRESS", default: maximumConnectionsPerAddress,
            in: 1...1_000_000, help: "Connections per client address; loopback is exempt.")
        maximumConnectionsPerAddress = limitsAddresses ? perAddress : 0
        limits.bodyBytes = reader.integer(
            variable: "MAX_BODY_BYTES", default: limits.bodyBytes, in: 1_024...67_108_864,
            help: """
                Maximum size of a request's content; most routes allow less. More is answered 413.
                """)
        timeouts.head = Self.duration(
            &reader, "HEADER_TIMEOUT", default: timeouts.head,
            help: "Limit on receiving a request's head.")
        timeouts.idle = Self.duration(
            &reader, "IDLE_TIMEOUT", default: timeouts.idle,
            help: "Limit on a connection's wait between requests.")
        timeouts.handling = Self.duration(
            &reader, "REQUEST_TIMEOUT", default: timeouts.handling,
            help: "Limit on handling a request.")
        timeouts.drain = Self.duration(
            &reader, "DRAIN_TIMEOUT", default: timeouts.drain,
            help: "Limit on finishing running requests when the service stops.")
    }

    private static func duration(
        _ reader: inout SettingsReader, _ variable: String, default standard: Duration,
        help: String
    ) -> Duration {
        reader.duration(
            variable: variable, default: standard, in: .seconds(1)...(.seconds(3_600)), help: help)
    }
}
