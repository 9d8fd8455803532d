import Credentials
import Glibc
import ServiceRuntime

/// Asks for a password on the terminal, or takes the first line of what is piped in.
///
/// Never an argument: those can be seen by every process of the machine.
enum PasswordPrompt {
    /// A new password, asked for twice where somebody types it.
    ///
    /// - Throws: `Commands.Fault` when it is too short, too long, too common or mistyped.
    static func newPassword() throws -> String {
        let isTyped = isatty(STDIN_FILENO) == 1
        let password = ask("New password: ", isTyped: isTyped)
        guard (8...256).contains(password.unicodeScalars.count) else {
            throw Commands.Fault("A password has 8 to 256 characters.")
        }
        guard PasswordHash.canHash(password) else {
            throw Commands.Fault(
                "A password has at most \(PasswordHash.maximumLength) bytes, none of them zero.")
        }
        guard !CommonPasswords.contain(password) else {
            throw Commands.Fault("Many people use this password or one like it; take another.")
        }
        if isTyped, ask("Once more: ", isTyped: true) != password {
            throw Commands.Fault("The two are not the same.")
        }
        return password
    }

    private static func ask(_ question: String, isTyped: Bool) -> String {
        guard isTyped else { return readLine() ?? "" }
        StandardStream.prompt(question)
        var settings = termios()
        tcgetattr(STDIN_FILENO, &settings)
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            StandardStream.prompt("\n")
        }
        return readLine() ?? ""
    }
}
