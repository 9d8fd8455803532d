/// An integer in decimal digits and nothing else: `Int("+5")` would take the sign.
struct DecimalInteger {
    let value: Int

    init?(_ text: some StringProtocol) {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = Int(text)
        else { return nil }
        self.value = value
    }
}
