/// What the writer has done since the database was opened.
package struct Statistics: Equatable, Sendable {
    /// Groups committed, which is how often the disk was waited for.
    package internal(set) var commits = 0
    /// Groups that failed as a whole.
    package internal(set) var failedCommits = 0
    /// Writes answered as done.
    package internal(set) var writes = 0
    /// Writes answered with an error, their own or their group's.
    package internal(set) var failedWrites = 0
    /// Writes refused, as too many waited.
    package internal(set) var refusedWrites = 0
    /// How many writes the latest group had.
    package internal(set) var latestGroup = 0
    /// How many writes the largest group had.
    package internal(set) var largestGroup = 0
    /// The time all COMMITs took together.
    package internal(set) var commitTime = Duration.zero
    /// How many writes wait at this moment.
    package internal(set) var queuedWrites = 0
    /// How many threads have a reader connection at this moment.
    package internal(set) var readers = 0

    /// Nothing done yet.
    package init() {}
}
