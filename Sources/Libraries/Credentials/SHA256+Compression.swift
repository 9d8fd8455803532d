extension SHA256 {
    /// The first 32 bits of the fractional parts of the square roots of the first eight primes
    /// (FIPS 180-4 §5.3.3).
    static let initialState = SIMD8<UInt32>(
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
        0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (§4.2.2).
    private static let constants: InlineArray<64, UInt32> = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5,
        0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
        0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc,
        0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
        0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
        0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3,
        0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5,
        0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
        0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]

    /// Updates the state with complete blocks of 64 bytes (§6.2.2).
    static func compress(_ state: inout SIMD8<UInt32>, _ blocks: RawSpan) {
        var words = InlineArray<16, UInt32>(repeating: 0)
        for start in stride(from: 0, to: blocks.byteCount, by: 64) {
            for index in 0..<16 {
                words[index] = UInt32(
                    bigEndian: blocks.unsafeLoadUnaligned(
                        fromByteOffset: start + index * 4, as: UInt32.self))
            }
            var variables = WorkingVariables(state)
            variables.doSixteenRounds(from: 0, words.span)
            for number in stride(from: 16, to: 64, by: 16) {
                expand(&words)
                variables.doSixteenRounds(from: number, words.span)
            }
            state &+= variables.state
        }
    }

    /// Replaces sixteen words of the message schedule by the next sixteen.
    ///
    /// Unrolled, like the rounds, because the optimizer then keeps more values in registers.
    @inline(__always)
    private static func expand(_ words: inout InlineArray<16, UInt32>) {
        words[0] = next(words[0], words[1], words[9], words[14])
        words[1] = next(words[1], words[2], words[10], words[15])
        words[2] = next(words[2], words[3], words[11], words[0])
        words[3] = next(words[3], words[4], words[12], words[1])
        words[4] = next(words[4], words[5], words[13], words[2])
        words[5] = next(words[5], words[6], words[14], words[3])
        words[6] = next(words[6], words[7], words[15], words[4])
        words[7] = next(words[7], words[8], words[0], words[5])
        words[8] = next(words[8], words[9], words[1], words[6])
        words[9] = next(words[9], words[10], words[2], words[7])
        words[10] = next(words[10], words[11], words[3], words[8])
        words[11] = next(words[11], words[12], words[4], words[9])
        words[12] = next(words[12], words[13], words[5], words[10])
        words[13] = next(words[13], words[14], words[6], words[11])
        words[14] = next(words[14], words[15], words[7], words[12])
        words[15] = next(words[15], words[0], words[8], words[13])
    }

    /// A word of the schedule from the words 16, 15, 7 and 2 places earlier.
    @inline(__always)
    private static func next(
        _ word16: UInt32, _ word15: UInt32, _ word7: UInt32, _ word2: UInt32
    ) -> UInt32 {
        let sigma0 = rotated(word15, 7) ^ rotated(word15, 18) ^ (word15 &>> 3)
        let sigma1 = rotated(word2, 17) ^ rotated(word2, 19) ^ (word2 &>> 10)
        return word16 &+ sigma0 &+ word7 &+ sigma1
    }

    @inline(__always)
    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        (word &>> count) | (word &<< (32 - count))
    }

    /// The eight working variables of the rounds.
    private struct WorkingVariables {
        private var a, b, c, d, e, f, g, h: UInt32

        @inline(__always)
        init(_ state: SIMD8<UInt32>) {
            (a, b, c, d) = (state[0], state[1], state[2], state[3])
            (e, f, g, h) = (state[4], state[5], state[6], state[7])
        }

        var state: SIMD8<UInt32> {
            @inline(__always) get { SIMD8(a, b, c, d, e, f, g, h) }
        }

        @inline(__always)
        mutating func doSixteenRounds(from number: Int, _ words: Span<UInt32>) {
            doEightRounds(from: number, words, 0)
            doEightRounds(from: number + 8, words, 8)
        }

        /// Eight rounds at a time, so that the variables rotate by name and are not moved.
        @inline(__always)
        private mutating func doEightRounds(
            from number: Int, _ words: Span<UInt32>, _ first: Int
        ) {
            func word(_ index: Int) -> UInt32 {
                words[first + index] &+ SHA256.constants[number + index]
            }
            Self.round(a, b, c, &d, e, f, g, &h, word(0))
            Self.round(h, a, b, &c, d, e, f, &g, word(1))
            Self.round(g, h, a, &b, c, d, e, &f, word(2))
            Self.round(f, g, h, &a, b, c, d, &e, word(3))
            Self.round(e, f, g, &h, a, b, c, &d, word(4))
            Self.round(d, e, f, &g, h, a, b, &c, word(5))
            Self.round(c, d, e, &f, g, h, a, &b, word(6))
            Self.round(b, c, d, &e, f, g, h, &a, word(7))
        }

        /// One round, which changes only `d` and `h`; the next one uses `h` as `a`.
        @inline(__always)
        private static func round(
            _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
            _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
        ) {
            let choice = g ^ (e & (f ^ g))
            let majority = (a & b) ^ (c & (a ^ b))
            let sigma0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
            let sigma1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
            let sum = h &+ sigma1 &+ choice &+ word
            d = d &+ sum
            h = sum &+ sigma0 &+ majority
        }
    }
}
