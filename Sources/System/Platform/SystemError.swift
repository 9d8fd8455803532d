import Glibc

/// A system call that failed.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The name of the call, such as `bind`, or the action, such as `opening a.sqlite`.
    package let call: String
    /// The error number, such as EADDRINUSE.
    package let code: Int32

    /// The failure of the latest call; must be made before another call changes `errno`.
    package init(_ call: String) {
        self.init(call, code: errno)
    }

    /// A failure with the given error number, as the pthread functions return it.
    package init(_ call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}
