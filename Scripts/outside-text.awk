# Prints each place that makes a String of bytes by an initializer of the standard library; ends with
# status 1 if there is one.
#
# Text from outside passes String(streamSafe:) or String(ascii:), which bound the cost of comparing
# and hashing it (Sources/Libraries/TextEncoding/TextFromOutside.swift).

BEGIN {
    allowed["TextEncoding/TextFromOutside"] = "makes the bounded text"
    allowed["TextEncoding/ASCII"] = allowed["TextEncoding/Base64URL"] = "write their own text"
    allowed["TextEncoding/PercentEncoding"] = "writes its own text"
    allowed["SQLite/Row"] = "the text was bounded before it was stored"
    allowed["Tables/IdempotencyKeys"] = "writes its own JSON"
    allowed["Calendars/CalendarText"] = "escapes text that was bounded"
    allowed["Stripe/StripeGateway"] = allowed["Settings/ServiceSettings"] = "read the settings"
    allowed["Configuration/EnvironmentFile"] = "reads the settings"
    allowed["Pages/Assets"] = "reads the program's own files"
}

FNR == 1 {
    split(FILENAME, parts, "/")
    count = length(parts)
    sub(/\.swift$/, "", parts[count])
    isAllowed = (parts[count - 1] "/" parts[count]) in allowed
}

!isAllowed && (/String\((decoding|validating|data|bytes):|UTF8Span\(/ ||
    opensCall && /^ *(decoding|validating|data|bytes):/) {
    print FILENAME ":" FNR ":" $0
    found = 1
}

{ opensCall = / String\($/ }

END { exit found }
