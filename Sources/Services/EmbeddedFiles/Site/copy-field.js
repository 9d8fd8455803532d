// A text to copy.

import { el, toast } from './dom.js';
import { action, field } from './forms.js';

/** Copies the text of a field. */
export async function copy(input) {
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
  } catch {
    // Without https, browsers have no clipboard object.
    document.execCommand('copy');
  }
  toast('Copied.');
}

/** A field with a text that cannot be changed, and a button that copies it. */
export function copyField(name, label, value, hint) {
  const element = field(name, label, 'text', { value, hint, readonly: true, dir: 'ltr' });
  const input = element.querySelector('input');
  return el('div', { class: 'stack' }, element, el('p', {}, action('Copy', 'little', () => copy(input))));
}
