import Credentials
import Dispatch
import Glibc
import ServiceRuntime

/// Asks for a password on the terminal, or takes the first line of what is piped in.
///
/// Never an argument: those can be seen by every process of the machine.
enum PasswordPrompt {
    /// A new password, asked for twice where somebody types it.
    ///
    /// - Parameter refusesCommon: Whether one that many use is refused, and not only remarked upon.
    /// - Throws: `Commands.Fault` when it is too short, too long, too common or mistyped.
    static func newPassword(refusesCommon: Bool) throws -> String {
        let isTyped = isatty(STDIN_FILENO) == 1
        let password = ask("New password: ", isTyped: isTyped)
        guard (8...256).contains(password.unicodeScalars.count) else {
            throw Commands.Fault("A password has 8 to 256 characters.")
        }
        guard PasswordHash.canHash(password) else {
            throw Commands.Fault(
                "A password has at most \(PasswordHash.maximumLength) bytes, none of them zero.")
        }
        if CommonPasswords.contain(password) {
            let remark = "Many people use this password or one like it; take another."
            if refusesCommon { throw Commands.Fault(remark) }
            StandardStream.error(remark)
        }
        if isTyped, ask("Once more: ", isTyped: true) != password {
            throw Commands.Fault("The two are not the same.")
        }
        return password
    }

    private static func ask(_ question: String, isTyped: Bool) -> String {
        guard isTyped else { return readLine() ?? "" }
        let terminal = SilentTerminal()
        defer { terminal.show() }
        StandardStream.prompt(question)
        return readLine() ?? ""
    }
}

/// The terminal while it does not show what is typed; however the program ends, it does so again.
private struct SilentTerminal {
    private let before: termios
    private let interruptions: [any DispatchSourceSignal]

    init() {
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        self.before = before
        interruptions = [SIGINT, SIGTERM, SIGHUP].map { [before] number in
            // Else the signal would end the program before its source hears of it.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                Self.restore(before)
                exit(128 + number)
            }
            source.resume()
            return source
        }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }

    func show() {
        Self.restore(before)
        for source in interruptions { source.cancel() }
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    }

    private static func restore(_ settings: termios) {
        var settings = settings
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
        StandardStream.prompt("\n")
    }
}
