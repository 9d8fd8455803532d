import Glibc
import Platform

/// Checks that only the service's user can open a file.
///
/// The current user must be the service's user or root. For root, the file must have the owner of
/// its folder.
struct FileExamination {
    let path: String

    /// The findings for the files that the services make beside the database.
    static func findings(besideDatabase path: String) -> [Finding] {
        ["-wal", "-shm", ".erased", ".disabled", ".lock", ".backed-up"].flatMap {
            suffix -> [Finding] in
            guard access(path + suffix, F_OK) == 0 else { return [] }
            return FileExamination(path: path + suffix).findings(of: "the file")
        }
    }

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
        } else if geteuid() == 0, let owner = folderOwner, owner != attributes.st_uid {
            findings.fail(
                "\(name) \(path) belongs to user \(attributes.st_uid), its folder to user \(owner)",
                "the service may not be able to open it", "chown \(owner) \(path)")
        }
        return findings
    }

    private var folderOwner: uid_t? {
        var attributes = stat()
        return stat(folder(of: path), &attributes) == 0 ? attributes.st_uid : nil
    }
}
