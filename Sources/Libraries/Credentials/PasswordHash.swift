import CLinux
import Foundation

/// Yescrypt hashes of passwords, computed by the C library's crypt(3).
///
/// By design a hash takes at least ten milliseconds and 16 MiB. Use `PasswordHasher`, never an
/// event loop.
package enum PasswordHash {
    /// The time and memory of a hash, on the scale of 1 to 11 of crypt(5).
    package enum Cost: UInt, Sendable {
        /// A millisecond and 1 MiB, for tests.
        case minimum = 1
        /// What crypt(5) recommends for logins.
        case standard = 5
    }

    /// The limit of crypt(3) for a password in UTF-8.
    package static let maximumBytes = 511

    /// A hash of standard cost of an unknown password. Checking against it makes a login for an
    /// unknown user take as long as any other.
    package static let decoy =
        "$y$j9T$Xz7/nWaIqcDG2e14S2x6e1$" + "F0OQQAOkQ0faorh2Q2W2di/PcczCCqDtsoIE0yWu501"

    /// Whether the password is short enough and has no zero byte.
    package static func canHash(_ password: String) -> Bool { phrase(password) != nil }

    /// Hashes a password with a new salt.
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

    /// Whether the password matches the hash.
    ///
    /// A hash of another method matches no password, as it may be weaker.
    package static func verify(_ password: String, against hash: String) -> Bool {
        guard let phrase = phrase(password), hash.utf8.starts(with: method.utf8),
            let found = crypt(phrase, setting: Array(hash.utf8CString))
        else { return false }
        return constantTimeEquals(found, hash)
    }

    private static let method = "$y$"

    /// The password as a C string; nil when it is too long or has a zero byte.
    ///
    /// Normalized to NFC (RFC 8265 §4.2.2), as two systems can encode the same letter differently.
    private static func phrase(_ password: String) -> [CChar]? {
        guard password.utf8.count <= 4 * maximumBytes else { return nil }
        let composed = password.precomposedStringWithCanonicalMapping
        guard composed.utf8.count <= maximumBytes, !composed.utf8.contains(0) else { return nil }
        return Array(composed.utf8CString)
    }

    private static func crypt(_ phrase: [CChar], setting: [CChar]) -> String? {
        // 32 KiB, which is large for a thread's stack.
        let data = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        data.initialize(to: crypt_data())
        defer {
            // It contains data derived from the password.
            explicit_bzero(data, MemoryLayout<crypt_data>.size)
            data.deallocate()
        }
        let size = Int32(MemoryLayout<crypt_data>.size)
        return crypt_rn(phrase, setting, data, size).map { String(cString: $0) }
    }
}

/// The reason why a password could not be hashed.
package enum PasswordHashError: Error, Sendable {
    /// It is longer than `PasswordHash.maximumBytes` or contains a zero byte.
    case unusablePassword
    /// The C library has no yescrypt, or memory is exhausted.
    case unavailable
}
