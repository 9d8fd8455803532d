import CLinux
import Foundation

/// Passwords as yescrypt hashes, made and checked by the C library's crypt(3).
///
/// A check takes ten milliseconds and more, and 16 MiB, which is the point of it: call it from
/// `PasswordHasher`, never from an event loop.
package enum PasswordHash {
    /// How much time and memory a hash takes; crypt(5) counts from 1 to 11.
    package enum Cost: UInt, Sendable {
        /// A millisecond and 1 MiB, for tests.
        case minimum = 1
        /// What crypt(5) recommends for log-ins.
        case standard = 5
    }

    /// The longest password in bytes of UTF-8, which is the longest that crypt(3) takes.
    package static let maximumLength = 511

    /// A hash of standard cost of no password anybody knows, so that checking the password of
    /// somebody unknown takes as long as for everybody else.
    package static let decoy =
        "$y$j9T$Xz7/nWaIqcDG2e14S2x6e1$" + "F0OQQAOkQ0faorh2Q2W2di/PcczCCqDtsoIE0yWu501"

    /// Whether a hash of the password can be made: it is not too long and has no zero within.
    package static func canHash(_ password: String) -> Bool { phrase(password) != nil }

    /// The hash of a password with a new salt; throws `PasswordHashError`.
    package static func make(
        _ password: String, cost: Cost = .standard
    ) throws(PasswordHashError) -> String {
        guard let phrase = phrase(password) else { throw .unusablePassword }
        var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        let salt = randomBytes(16)
        let made = salt.withUnsafeBytes { salt in
            crypt_gensalt_rn(
                method, cost.rawValue, salt.bindMemory(to: CChar.self).baseAddress,
                Int32(salt.count), &setting, Int32(setting.count))
        }
        guard made != nil, let hash = crypt(phrase, setting: setting) else {
            throw .unavailable
        }
        return hash
    }

    /// Whether the hash is that of the password.
    ///
    /// False for a hash of another method: an old or damaged row must not open a weaker door.
    package static func verify(_ password: String, against hash: String) -> Bool {
        guard let phrase = phrase(password), hash.utf8.starts(with: method.utf8),
            let found = crypt(phrase, setting: Array(hash.utf8CString))
        else { return false }
        return constantTimeEquals(found, hash)
    }

    private static let method = "$y$"

    /// The password as crypt(3) takes it, or nil when it is too long or has a zero within.
    ///
    /// It is brought to Unicode's form NFC first (RFC 8265 §4.2.2), because the same letter typed
    /// on two systems can be other bytes.
    private static func phrase(_ password: String) -> [CChar]? {
        guard password.utf8.count <= 4 * maximumLength else { return nil }
        let composed = password.precomposedStringWithCanonicalMapping
        guard composed.utf8.count <= maximumLength, !composed.utf8.contains(0) else { return nil }
        return Array(composed.utf8CString)
    }

    private static func crypt(_ phrase: [CChar], setting: [CChar]) -> String? {
        // 32 KiB, which is much for the stack of a thread.
        let data = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        data.initialize(to: crypt_data())
        defer {
            // The C library's own scratch space holds what the hash was made from.
            explicit_bzero(data, MemoryLayout<crypt_data>.size)
            data.deallocate()
        }
        let size = Int32(MemoryLayout<crypt_data>.size)
        return crypt_rn(phrase, setting, data, size).map { String(cString: $0) }
    }
}
