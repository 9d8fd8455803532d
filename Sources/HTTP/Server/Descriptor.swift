import Glibc

/// A file descriptor that is closed when its owner is gone.
package struct Descriptor: ~Copyable {
    /// The number by which the kernel knows it.
    package let number: Int32

    /// Owns what a system call returned.
    ///
    /// - Throws: `SystemError` when a system call answered with an error instead.
    init(_ number: Int32, of call: StaticString) throws(SystemError) {
        guard number >= 0 else { throw SystemError(call) }
        self.number = number
    }

    /// Takes over a descriptor that is known to be open.
    package init(open number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }
}

/// A system call that failed.
package struct SystemError: Error, CustomStringConvertible {
    /// The name of the call, such as `bind`.
    package let call: StaticString
    /// The value that `errno` had right after it, such as EADDRINUSE.
    package let code: Int32

    /// What has just failed; to be made before another call changes `errno`.
    package init(_ call: StaticString) {
        self.call = call
        code = errno
    }

    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}
