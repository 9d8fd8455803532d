// Forms that show errors beside their fields, buttons, and dialogs.

import { el, focusHeading, show } from './dom.js';

let serial = 0;

/**
 * A field with a label. `kind` is the type of an input, `textarea`, or the options of a select as
 * [value, text]. `below` is an element between the field and its error. Other attributes go to the
 * element.
 */
export function field(name, label, kind = 'text', { hint, value, below, ...attributes } = {}) {
  const id = `f${serial += 1}-${name}`;
  const described = [hint && `${id}-hint`, below?.id, `${id}-error`].filter(Boolean).join(' ');
  const common = { id, name, 'aria-describedby': described, ...attributes };
  let input;
  if (Array.isArray(kind)) {
    input = el('select', common, kind.map(([key, text]) =>
      el('option', { value: key, selected: String(key) === String(value) }, text)));
  } else if (kind === 'textarea') {
    input = el('textarea', common, value ?? '');
  } else {
    input = el('input', { ...common, type: kind, value });
  }
  return el('div', { class: 'field' }, el('label', { for: id }, label), input,
    hint && el('p', { class: 'hint', id: `${id}-hint` }, hint), below,
    el('p', { class: 'error', id: `${id}-error`, hidden: true }));
}

/** A box to tick with its label beside it. */
export function checkbox(name, label, { hint, ...attributes } = {}) {
  const id = `f${serial += 1}-${name}`;
  const described = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(' ');
  return el('div', { class: 'field' },
    el('label', { class: 'check', for: id },
      el('input', { id, name, type: 'checkbox', 'aria-describedby': described, ...attributes }), el('span', {}, label)),
    hint && el('p', { class: 'hint', id: `${id}-hint` }, hint),
    el('p', { class: 'error', id: `${id}-error`, hidden: true }));
}

/** Invalid fields that the page itself has found; it is shown as one that a service has found. */
export class InvalidFields extends Error {
  constructor(errors, message = 'Some fields are invalid.') {
    super(message);
    /** As in a `Problem`: [{field, detail}]. */
    this.errors = errors;
  }
}

/** Throws if the first field of a login form is empty: its label has more words than the API's field. */
export function checkUsername({ username }) {
  if (username.trim()) return;
  throw new InvalidFields([{ field: 'username', detail: 'Write your username or email address.' }]);
}

/** The name of a field on the page; a field in a group of its own has the group's name before it. */
function nameOf(input) {
  const label = (input.labels?.[0] || input.querySelector('legend') || input).textContent;
  const group = input.closest('[role=group][aria-label]');
  return group ? `${group.getAttribute('aria-label')}, ${label.toLowerCase()}` : label;
}

/** Shows an error below a field that is sent without a form. */
export function showFieldError(input, detail) {
  mark(input, detail);
  input.addEventListener('change', () => unmark(input), { once: true });
}

function mark(input, detail) {
  const place = document.getElementById(`${input.id}-error`);
  place.textContent = detail;
  place.hidden = false;
  input.setAttribute('aria-invalid', 'true');
}

function unmark(input) {
  const place = input.id && document.getElementById(`${input.id}-error`);
  if (place) place.hidden = true;
  input.removeAttribute('aria-invalid');
}

/** Shows a message where the visitor looks, and moves the focus there. */
function showMessage(box, ...children) {
  show(box, children);
  box.hidden = false;
  box.focus();
}

/**
 * Shows each error beside its field, and all of them beside the button, which may be far away.
 * `find` returns the field of a name that no element of the form has.
 */
function showErrors(form, problem, find) {
  clearErrors(form);
  const rows = [];
  for (const { field: name, detail } of problem.errors || []) {
    const input = form.elements[name] || find?.(name);
    if (!input?.id || !document.getElementById(`${input.id}-error`)) {
      rows.push(el('li', {}, detail));
      continue;
    }
    mark(input, detail);
    const target = input.matches('fieldset') ? input.querySelector('input, button') : input;
    rows.push(el('li', {}, el('a', {
      href: `#${target.id || input.id}`,
      click: (event) => { event.preventDefault(); target.focus(); },
    }, nameOf(input)), `: ${detail}`));
  }
  const box = form.querySelector('.general');
  if (rows.length === 0) showMessage(box, problem.message);
  else showMessage(box, el('b', {}, 'Please correct:'), el('ul', {}, rows));
}

function clearErrors(form) {
  form.querySelector('.general').hidden = true;
  for (const input of form.querySelectorAll('[aria-invalid]')) unmark(input);
}

/**
 * A form. `submit` gets the values by name and the form; the problems that it throws are shown
 * beside the fields and beside the button. While one submission runs, others are ignored.
 */
export function form(fields, { label, submit, kind = 'main', find, more }) {
  const button = el('button', { class: `button wide ${kind}` }, label);
  const element = el('form', { novalidate: true }, fields,
    el('div', { class: 'general note bad spaced', tabindex: '-1', hidden: true }), button,
    more && el('p', { class: 'below' }, more));
  element.addEventListener('input', ({ target }) => {
    unmark(target);
    const group = target.closest('fieldset[aria-invalid]');
    if (group) unmark(group);
  });
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (element.dataset.busy) return;
    element.dataset.busy = 'yes';
    button.setAttribute('aria-disabled', 'true');
    clearErrors(element);
    try {
      await submit(Object.fromEntries(new FormData(element)), element);
    } catch (problem) {
      showErrors(element, problem, find);
      if (!('errors' in problem)) reportError(problem);
    } finally {
      delete element.dataset.busy;
      button.removeAttribute('aria-disabled');
    }
  });
  return element;
}

/**
 * A button whose clicks are ignored while its work runs. A problem that the work throws is shown
 * below the button.
 */
export function action(label, kind, work) {
  const button = el('button', { class: `button ${kind}`, type: 'button' }, label);
  const error = el('p', { class: 'error', tabindex: '-1' });
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-disabled')) return;
    button.setAttribute('aria-disabled', 'true');
    error.remove();
    try {
      await work(button);
    } catch (problem) {
      button.after(error);
      showMessage(error, problem.message);
      if (!('errors' in problem)) reportError(problem);
    } finally {
      button.removeAttribute('aria-disabled');
    }
  });
  return button;
}

/** Opens a dialog, which keeps the focus until it is closed. */
export function openDialog(title, ...children) {
  const id = `dialog-${serial += 1}`;
  const dialog = el('dialog', { 'aria-labelledby': id },
    el('button', {
      class: 'button plain close', type: 'button', 'aria-label': 'Close',
      click: () => dialog.close(),
    }, '×'),
    el('h2', { id, tabindex: '-1' }, title),
    children);
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
  // A field that is out of sight does not get the focus, which would hide the text above it.
  const first = dialog.scrollHeight > dialog.clientHeight ? null : dialog.querySelector('input, select, textarea');
  (first || dialog.querySelector('h2')).focus();
  return dialog;
}

/**
 * Asks for confirmation of an action that cannot be undone. `details` shows its consequences, and
 * `keep` is the button against it. If `work` throws, the dialog shows the message and stays open for
 * another try.
 */
export function confirmAction(title, details, { label, keep, work }) {
  const error = el('p', { class: 'note bad spaced', tabindex: '-1', hidden: true });
  const dialog = openDialog(title, details, error, el('div', { class: 'actions' },
    el('button', { class: 'button', type: 'button', click: () => dialog.close() }, keep),
    action(label, 'danger main', async () => {
      error.hidden = true;
      try {
        await work();
        dialog.close();
        focusHeading();
      } catch (problem) {
        showMessage(error, problem.message);
      }
    })));
  return dialog;
}

/** A list of amounts and counts, each as [name, value, isTotal]. */
export const sums = (rows) => el('dl', { class: 'sums' }, rows.filter(Boolean).map(
  ([name, value, isTotal]) => el('div', { class: isTotal ? 'total' : null },
    el('dt', {}, name), el('dd', {}, value))));

/** The content of an empty list. */
export const emptyState = (picture, title, text, link) => el('div', { class: 'card empty' },
  el('img', { src: picture, alt: '' }), el('h2', {}, title), el('p', {}, text),
  link && el('a', { class: 'button', href: link[0] }, link[1]));
