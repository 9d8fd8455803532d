/// The entry point for libFuzzer; the input's bytes decide how it is divided into pieces.
///
/// `Scripts/fuzz` compiles it with the parser as one module; it is not part of the package.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzRequestParser(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    var seed: UInt64 = 0
    for byte in input { seed = seed &* 31 &+ UInt64(byte) }
    var random = SplitMix64(seed: seed)
    if let error = ParserOutcome.error(in: input, cutBy: &random) { preconditionFailure(error) }
    return 0
}
