// Forms whose faults show beside their fields, and windows over the page.

import { announce, el, show } from './dom.js';

let serial = 0;

/**
 * A labelled field. `kind` is an input's type, `textarea`, or a list of [value, text] for a
 * choice. Everything else is for the element itself.
 */
export function field(name, label, kind = 'text', { hint, value, ...attributes } = {}) {
  const id = `f${serial += 1}-${name}`;
  const described = [hint && `${id}-hint`, `${id}-fault`].filter(Boolean).join(' ');
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
    hint && el('p', { class: 'hint', id: `${id}-hint` }, hint),
    el('p', { class: 'fault', id: `${id}-fault`, hidden: true }));
}

/** Shows what is wrong: each fault beside its field, and what has no field above them all. */
export function showFaults(form, problem) {
  clearFaults(form);
  const rest = [];
  let first = null;
  for (const { field: name, detail } of problem.errors || []) {
    const input = form.elements[name];
    const place = input?.id && document.getElementById(`${input.id}-fault`);
    if (!place) {
      rest.push(`${name}: ${detail}`);
      continue;
    }
    place.textContent = sentence(detail);
    place.hidden = false;
    input.setAttribute('aria-invalid', 'true');
    first ??= input;
  }
  if (!first || rest.length) {
    const box = form.querySelector('.general');
    box.textContent = rest.length ? rest.join(' ') : problem.message;
    box.hidden = false;
  }
  if (first) first.focus();
  announce(first ? 'Some fields need another look.' : problem.message);
}

const sentence = (text) => text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');

function clearFaults(form) {
  for (const fault of form.querySelectorAll('.fault, .general')) fault.hidden = true;
  for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
}

/**
 * A form. `submit` gets the values by name, and what it throws shows beside the fields. It cannot
 * be sent twice while it is on its way.
 */
export function form(fields, { label, submit, kind = 'main' }) {
  const button = el('button', { class: `button wide ${kind}` }, label);
  const element = el('form', { novalidate: true },
    el('p', { class: 'general note bad', role: 'alert', hidden: true }), fields, button);
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (element.dataset.busy) return;
    element.dataset.busy = 'yes';
    button.setAttribute('aria-disabled', 'true');
    clearFaults(element);
    try {
      await submit(Object.fromEntries(new FormData(element)), element);
    } catch (problem) {
      showFaults(element, problem);
    } finally {
      delete element.dataset.busy;
      button.removeAttribute('aria-disabled');
    }
  });
  return element;
}

/** A button that does something once at a time, and says so when it fails. */
export function action(label, kind, work) {
  const button = el('button', { class: `button ${kind}`, type: 'button' }, label);
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-disabled')) return;
    button.setAttribute('aria-disabled', 'true');
    try {
      await work(button);
    } finally {
      button.removeAttribute('aria-disabled');
    }
  });
  return button;
}

/** A window over the page, which keeps the focus until it closes and gives it back then. */
export function openDialog(title, ...children) {
  const dialog = el('dialog', { 'aria-labelledby': 'dialog-title' },
    el('h2', { id: 'dialog-title', tabindex: '-1' }, title),
    el('button', {
      class: 'button plain close', type: 'button', 'aria-label': 'Close',
      click: () => dialog.close(),
    }, '×'),
    children);
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
  (dialog.querySelector('input, select, textarea') || dialog.querySelector('h2')).focus();
  return dialog;
}

/**
 * Asks before something that cannot be taken back. `details` says what it touches; `work` does it,
 * and what it throws is shown and can be tried again.
 */
export function confirmAction(title, details, { label, work }) {
  const fault = el('p', { class: 'note bad', role: 'alert', hidden: true });
  const dialog = openDialog(title, details, fault, el('div', { class: 'actions' },
    el('button', { class: 'button', type: 'button', click: () => dialog.close() }, 'Keep it'),
    action(label, 'danger main', async () => {
      fault.hidden = true;
      try {
        await work();
        dialog.close();
      } catch (problem) {
        fault.textContent = problem.message;
        fault.hidden = false;
      }
    })));
  return dialog;
}

/** Amounts and counts under each other: [name, value, isTotal]. */
export const sums = (rows) => el('dl', { class: 'sums' }, rows.filter(Boolean).map(
  ([name, value, isTotal]) => el('div', { class: isTotal ? 'total' : null },
    el('dt', {}, name), el('dd', {}, value))));

/** What stands where a list has nothing. */
export const empty = (picture, title, text, link) => el('div', { class: 'card empty' },
  el('img', { src: picture, alt: '' }), el('h2', {}, title), el('p', {}, text),
  link && el('a', { class: 'button', href: link[0] }, link[1]));

/** Says that the page could not be loaded, and why, with a way to try again. */
export function showOutage(place, problem, again) {
  show(place, el('div', { class: 'card empty', role: 'alert' },
    el('h2', {}, problem.isOutage ? 'This part is not there just now' : 'That did not work'),
    el('p', {}, problem.message),
    el('button', { class: 'button', type: 'button', click: again }, 'Try again')));
}
