import Glibc

/// Whether a file is its owner's alone, and the owner is who runs the service.
struct Privacy {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    func findings(of what: String) -> [Finding] {
        var attributes = stat()
        guard stat(path, &attributes) == 0 else {
            return [
                .fault(
                    "\(what) \(path) cannot be looked at (\(String(cString: strerror(errno))))",
                    "the service could not open it either", "Check the folder's owner and mode")
            ]
        }
        var findings: [Finding] = []
        if attributes.st_mode & 0o077 != 0 {
            findings.append(
                .fault(
                    "\(what) \(path) can be opened by others", "it is for the service alone",
                    "chmod 600 \(path)"))
        }
        if geteuid() != 0, attributes.st_uid != geteuid() {
            findings.append(
                .fault(
                    "\(what) \(path) belongs to another user",
                    "a service that runs as this one cannot use it",
                    "Run this as the service's user, or as root, or chown the file"))
        }
        return findings
    }
}
