// What a person has written into a form and not saved yet.

import { facilitator } from './session.js';
import { session } from './storage.js';

/**
 * Keeps what is written until it is saved, so that a reload or a new login brings it back. It
 * belongs to one person and page, and is gone with the tab. `name` is the form's, if the page has
 * several.
 */
export class Draft {
  constructor(name = '') {
    this.key = `draft${name && ` ${name}`} of ${facilitator.current?.person.id} at ${location.pathname}${location.search}`;
  }

  /** What `keep` got, or null. */
  get stored() {
    try {
      return JSON.parse(session.getItem(this.key));
    } catch {
      return null;
    }
  }

  keep(content) {
    try {
      session.setItem(this.key, JSON.stringify(content));
    } catch { /* The storage is full; the form still has the text. */ }
  }

  remove() { session.removeItem(this.key); }
}

/** Asks before the page is left while `isUnsaved` is true; not when the login has ended. */
export function warnBeforeLeaving(isUnsaved) {
  window.addEventListener('beforeunload', (event) => {
    if (facilitator.current && isUnsaved()) event.preventDefault();
  });
}
