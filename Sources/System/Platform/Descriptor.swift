import Glibc

/// A file descriptor that is closed at the end of its owner's life.
package struct Descriptor: ~Copyable {
    /// Never negative.
    package let number: Int32

    /// - Parameter number: The result of the system call named `call`.
    /// - Throws: ``SystemError`` for a negative result.
    package init(_ number: Int32, of call: String) throws(SystemError) {
        guard number >= 0 else { throw SystemError(call) }
        self.number = number
    }

    package init(open number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }
}
