# Prints each declaration of package access that needs a `///` and has none; ends with status 1 if
# there is one.
#
# Required on types, functions, failable initializers and numeric properties, whose names do not give
# units and limits. Not required on other properties and initializers, nor where a protocol of this
# project documents the requirement.

function name(line) {
    sub(/^ +/, "", line)
    while (sub(/^(@[A-Za-z]+|package|static|mutating|final|func|let|var|protocol) +/, "", line)) {}
    sub(/\?/, "", line)
    match(line, /^(init\([A-Za-z]*|[A-Za-z0-9]+|[^A-Za-z0-9 (]+)/)
    return substr(line, RSTART, RLENGTH)
}

function needsComment(line) {
    if (line ~ / init[?]?[(<]/) return line ~ / init[?]/ || line ~ /throws/
    if (line ~ / (let|var) /) return line ~ /: (Int|UInt|Double|Duration)[0-9]*[?]?( |$)/
    return line ~ / (struct|class|enum|actor|protocol|func|subscript) ?/
}

function complain(declaration) {
    print declaration
    faults = 1
}

BEGIN {
    split("description debugDescription customMirror == < hash", standard)
    for (i in standard) isStandard[standard[i]] = 1
}

FNR == 1 { isDocumented = 0 }

/^[a-z@]/ && /(struct|class|enum|actor|extension|protocol) / {
    type = $0
    protocol = /protocol / ? name($0) : ""
}

protocol != "" && /^    (static |mutating )*(func|var|init|subscript|associatedtype)/ {
    asked[protocol, name($0)] = 1
    protocols[protocol] = 1
    if (!isDocumented) complain(FILENAME ":" FNR ":" $0)
}

/^ *(@[A-Za-z]+ +)*package [a-z]/ && !/package import/ && !isDocumented && needsComment($0) {
    count++
    place[count] = FILENAME ":" FNR ":" $0
    declared[count] = name($0)
    typeOf[count] = type
}

{ isDocumented = /^ *\/\/\// || (isDocumented && /^ *@[A-Za-z]+(\(.*\))?$/) }

END {
    for (i = 1; i <= count; i++) {
        isTold = declared[i] in isStandard
        for (protocol in protocols)
            if ((protocol, declared[i]) in asked && index(typeOf[i], protocol)) isTold = 1
        if (!isTold) complain(place[i])
    }
    exit faults
}
