/// The numbers that an id of either service may be.
enum WireID {
    static let range: ClosedRange<Int64> = 1...Int64.max
}
