/// What libFuzzer calls with each input; the octets themselves choose where they are cut.
///
/// Compiled by `Scripts/fuzz` into one module with the parser; no part of the package.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzRequestParser(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    var seed: UInt64 = 0
    for octet in input { seed = seed &* 31 &+ UInt64(octet) }
    var random = SplitMix64(seed: seed)
    if let fault = ParserOutcome.fault(in: input, cutBy: &random) { preconditionFailure(fault) }
    return 0
}
