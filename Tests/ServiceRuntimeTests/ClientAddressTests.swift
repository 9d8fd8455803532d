import HTTP
import XCTest

@testable import ServiceRuntime

final class ClientAddressTests: XCTestCase {
    private func client(
        _ forwarded: [String], from peer: String, trusting proxies: [String]
    ) throws -> String {
        let client = ClientAddress(trusting: proxies.compactMap { AddressRange($0) })
        let peer = try XCTUnwrap(PeerAddress(peer))
        guard client.trusts(peer) else { return peer.text }
        return client.client(of: peer, forwardedFor: forwarded).text
    }

    func testForwardedAddressesAreReadFromTheRightPastTrustedProxies() throws {
        let proxies = ["10.0.0.0/8", "2001:db8:a::/48", "192.0.2.7"]
        let cases: [([String], String, String)] = [
            ([], "10.1.2.3", "10.1.2.3"),
            (["203.0.113.5"], "10.1.2.3", "203.0.113.5"),
            (["203.0.113.5"], "11.1.2.3", "11.1.2.3"),
            (["1.2.3.4, 203.0.113.5"], "10.1.2.3", "203.0.113.5"),
            (["1.2.3.4, 203.0.113.5,10.9.9.9 , 192.0.2.7"], "10.1.2.3", "203.0.113.5"),
            (["1.2.3.4", "203.0.113.5", "10.9.9.9"], "10.1.2.3", "203.0.113.5"),
            (["2001:db8:b::5"], "2001:db8:a:1::1", "2001:db8:b::5"),
            (["203.0.113.5"], "2001:db8:b::1", "2001:db8:b::1"),
            (["10.9.9.9"], "10.1.2.3", "10.9.9.9"),
            (["203.0.113.5, unknown"], "10.1.2.3", "10.1.2.3"),
            (["203.0.113.5, unknown, 10.9.9.9"], "10.1.2.3", "10.9.9.9"),
            ([""], "10.1.2.3", "10.1.2.3"), ([","], "10.1.2.3", "10.1.2.3"),
        ]
        for (forwarded, peer, expected) in cases {
            XCTAssertEqual(
                try client(forwarded, from: peer, trusting: proxies), expected, "\(forwarded)")
        }
    }

    func testAddressRangesAreReadInCIDRNotation() throws {
        for text in [
            "", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "::/129", "::1/x", "a/8",
            "10.0.0.0/8/8", " 10.0.0.1",
        ] { XCTAssertNil(AddressRange(text), text) }
        for (range, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"), ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
            ("192.0.2.128/25", "192.0.2.255", "192.0.2.127"), ("::1", "::1", "::2"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"), ("0.0.0.0/0", "8.8.8.8", "::1"),
            ("2001:db8::/65", "2001:db8::7fff:0:0:0", "2001:db8::8000:0:0:0"),
            ("fe80::/10", "febf::1", "fec0::1"),
        ] {
            let network = try XCTUnwrap(AddressRange(range), range)
            XCTAssertTrue(network.contains(try XCTUnwrap(PeerAddress(inside))), range)
            XCTAssertFalse(network.contains(try XCTUnwrap(PeerAddress(outside))), range)
        }
        let all = try XCTUnwrap(AddressRange("::/0"))
        XCTAssertTrue(all.contains(try XCTUnwrap(PeerAddress("203.0.113.5"))))
    }
}
