// Searches in lists on the page, by the rule that the services follow for theirs.

/** A text for comparisons, without case and accents. */
export const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');

const words = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];

/**
 * Whether each word of a search begins a word of the texts, in any order. A search without letters
 * or numbers finds nothing, an empty one everything.
 */
export function matches(search, ...texts) {
  if (!search.trim()) return true;
  const wanted = words(search);
  const found = words(texts.filter(Boolean).join(' '));
  return wanted.length > 0 && wanted.every((word) => found.some((one) => one.startsWith(word)));
}
