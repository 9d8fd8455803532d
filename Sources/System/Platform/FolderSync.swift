import Glibc

/// The folder of a path, which ends with a slash; `.` for a path without a slash.
package func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
}

/// Writes the entries of a file's folder to disk, after the file was created, linked or renamed.
///
/// - Throws: ``SystemError``.
package func synchronizeFolder(of path: String) throws(SystemError) {
    let folder = folder(of: path)
    let descriptor = try Descriptor(
        open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), of: "opening \(folder)")
    guard fsync(descriptor.number) == 0 else { throw SystemError("writing \(folder)") }
}

/// Gives a file that root has created to the owner of its folder.
///
/// The service, which owns the folder, can then use it.
///
/// - Throws: `SystemError`.
package func giveToFolderOwner(_ path: String) throws(SystemError) {
    guard geteuid() == 0 else { return }
    let folder = folder(of: path)
    var attributes = stat()
    guard stat(folder, &attributes) == 0 else { throw SystemError("examining \(folder)") }
    guard chown(path, attributes.st_uid, attributes.st_gid) == 0 else {
        throw SystemError("changing the owner of \(path)")
    }
}
