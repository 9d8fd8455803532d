import Credentials
import Dispatch
import Glibc
import ServiceRuntime

/// Reads a password from the terminal, or from the first line of piped input.
///
/// Passwords are never arguments, which every process of the machine can read.
enum PasswordPrompt {
    /// Reads a new password, twice from a terminal.
    ///
    /// - Parameter refusesCommon: Whether a common password is an error or only a warning.
    /// - Throws: `CommandError` if it is too short, too long, too common or mistyped.
    static func newPassword(refusesCommon: Bool) throws -> String {
        let isTyped = isatty(STDIN_FILENO) == 1
        let password = ask("New password: ", isTyped: isTyped)
        guard (8...256).contains(password.unicodeScalars.count), PasswordHash.canHash(password)
        else {
            throw CommandError(
                "A password has 8 to 256 characters, and at most"
                    + " \(PasswordHash.maximumBytes) bytes in UTF-8.")
        }
        if CommonPasswords.contain(password) {
            let warning = "This password is too common; choose another one."
            if refusesCommon { throw CommandError(warning) }
            StandardStream.error(warning)
        }
        if isTyped, ask("Repeat the password: ", isTyped: true) != password {
            throw CommandError("The passwords differ.")
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

/// Turns off the terminal's echo until `show`, or until a signal ends the program.
private struct SilentTerminal {
    private let before: termios
    private let interruptions: [any DispatchSourceSignal]

    init() {
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        self.before = before
        interruptions = [SIGINT, SIGTERM, SIGHUP].map { [before] number in
            // Otherwise the signal would end the program before the source's handler runs.
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
