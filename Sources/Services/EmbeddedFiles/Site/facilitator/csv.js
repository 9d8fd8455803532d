// Tables for spreadsheets (RFC 4180).

/**
 * The rows as CSV. Guests choose their names and addresses, so text that looks like a formula gets a
 * leading apostrophe, which a spreadsheet hides. The byte order mark identifies UTF-8.
 */
export const csv = (rows) => `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

function cell(value) {
  if (typeof value === 'number') return String(value);
  const text = String(value);
  const isFormula = /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) || /^[\t\r\n]/.test(text);
  return `"${(isFormula ? `'${text}` : text).replaceAll('"', '""')}"`;
}
