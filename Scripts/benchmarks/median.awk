# The median of a list of numbers; sets spread to its range in percent of the minimum.
function median(list, n, values, i, j, t) {
    n = split(list, values, " ")
    for (i = 1; i < n; i++) for (j = i + 1; j <= n; j++)
        if (values[j] + 0 < values[i] + 0) { t = values[i]; values[i] = values[j]; values[j] = t }
    spread = n > 0 && values[1] > 0 ? (values[n] - values[1]) / values[1] * 100 : 0
    return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
}
