/// Counters of a database since it was opened.
package struct Statistics: Equatable, Sendable {
    /// The number of committed groups; each waited for the disk once.
    package internal(set) var commits = 0
    /// The number of groups that failed as a whole.
    package internal(set) var failedCommits = 0
    /// The number of successful writes.
    package internal(set) var writes = 0
    /// The number of writes that failed, alone or with their group.
    package internal(set) var failedWrites = 0
    /// The number of writes refused with ``DatabaseBusy``.
    package internal(set) var refusedWrites = 0
    /// The number of writes in the latest group.
    package internal(set) var latestGroup = 0
    /// The number of writes in the largest group.
    package internal(set) var largestGroup = 0
    /// The total time of all COMMITs.
    package internal(set) var commitTime = Duration.zero
    /// The longest time from the start of a transaction to its answers.
    package internal(set) var longestTransaction = Duration.zero
    /// The number of writes that wait now.
    package internal(set) var queuedWrites = 0
    /// The number of threads that have a reader connection now.
    package internal(set) var readers = 0
}
