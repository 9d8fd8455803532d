import Glibc

/// Checks that only the service's user can open a file.
struct FileExamination {
    let path: String

    func findings(of name: String) -> [Finding] {
        var findings: [Finding] = []
        var attributes = stat()
        guard stat(path, &attributes) == 0 else {
            findings.fail(
                "\(name) \(path) cannot be examined (\(String(cString: strerror(errno))))",
                "the service could not open it either", "Check the folder's owner and mode")
            return findings
        }
        if attributes.st_mode & 0o077 != 0 {
            findings.fail(
                "\(name) \(path) can be opened by others", "it holds private data",
                "chmod 600 \(path)")
        }
        if geteuid() != 0, attributes.st_uid != geteuid() {
            findings.fail(
                "\(name) \(path) belongs to another user",
                "a service run by the current user cannot open it",
                "Run this as the service's user or as root, or chown the file")
        }
        return findings
    }
}
