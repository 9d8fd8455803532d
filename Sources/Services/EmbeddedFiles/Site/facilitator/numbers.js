// Whole numbers as people write them.

/** The number in a text such as 1500, 1,500 or 1 500; undefined if it is no whole number. */
export function wholeNumber(text) {
  const written = text.normalize('NFKC').trim();
  const isGrouped = /^[1-9]\d{0,2}(?:([ '’.,])\d{3}(?:\1\d{3})*)$/.test(written);
  if (!isGrouped && !/^\d+$/.test(written)) return undefined;
  const number = Number(written.replace(/\D/g, ''));
  return Number.isSafeInteger(number) ? number : undefined;
}
