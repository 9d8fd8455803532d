import Glibc

/// Checks that only the service's user can open a file.
struct FileExamination {
    let path: String

    func findings(of name: String) -> [Finding] {
        var attributes = stat()
        guard stat(path, &attributes) == 0 else {
            let reason = String(cString: strerror(errno))
            return [
                .error(
                    "\(name) \(path) cannot be examined (\(reason))",
                    "the service could not open it either", "Check the folder's owner and mode")
            ]
        }
        var findings: [Finding] = []
        if attributes.st_mode & 0o077 != 0 {
            findings.append(
                .error(
                    "\(name) \(path) can be opened by others", "it holds private data",
                    "chmod 600 \(path)"))
        }
        if geteuid() != 0, attributes.st_uid != geteuid() {
            findings.append(
                .error(
                    "\(name) \(path) belongs to another user",
                    "a service run by the current user cannot open it",
                    "Run this as the service's user or as root, or chown the file"))
        }
        return findings
    }
}
