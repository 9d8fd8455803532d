// The browser's storage, or the page's memory where the browser blocks it.

/** Has the methods of Storage that the pages use. Its content ends with the page. */
class PageStorage {
  #values = new Map();

  getItem(name) { return this.#values.get(name) ?? null; }
  setItem(name, value) { this.#values.set(name, value); }
  removeItem(name) { this.#values.delete(name); }
  get length() { return this.#values.size; }
  key(index) { return [...this.#values.keys()][index] ?? null; }
}

/** The storage `localStorage` or `sessionStorage`. Reading a blocked one throws. */
function storage(name) {
  try {
    const found = window[name];
    found.setItem('probe', '');
    found.removeItem('probe');
    return found;
  } catch {
    return new PageStorage();
  }
}

export const local = storage('localStorage');
export const session = storage('sessionStorage');

/** Whether a login lasts only until the page is left. */
export const isBlocked = local instanceof PageStorage;
