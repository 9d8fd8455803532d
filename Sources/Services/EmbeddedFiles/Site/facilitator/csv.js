// Tables for spreadsheets (RFC 4180).

/**
 * The rows as CSV. Text that a spreadsheet would take for a formula gets an apostrophe before it,
 * which the spreadsheet does not show: names and addresses are written by guests. The mark at the
 * beginning tells spreadsheets that this is UTF-8.
 */
export const csv = (rows) => `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

function cell(value) {
  if (typeof value === 'number') return String(value);
  const text = String(value);
  const isFormula = /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) || /^[\t\r\n]/.test(text);
  return `"${(isFormula ? `'${text}` : text).replaceAll('"', '""')}"`;
}
