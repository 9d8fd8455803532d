// Forms that show errors beside their fields, buttons, and dialogs.

import { announce, el } from './dom.js';

let serial = 0;

/**
 * A field with a label. `kind` is the type of an input, `textarea`, or the options of a select as
 * [value, text]. Other attributes go to the element.
 */
export function field(name, label, kind = 'text', { hint, value, ...attributes } = {}) {
  const id = `f${serial += 1}-${name}`;
  const described = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(' ');
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
    el('p', { class: 'error', id: `${id}-error`, hidden: true }));
}

/** Shows each error beside its field, and errors without a field above the form. */
function showErrors(form, problem) {
  clearErrors(form);
  const rest = [];
  let first = null;
  for (const { field: name, detail } of problem.errors || []) {
    const input = form.elements[name];
    const place = input?.id && document.getElementById(`${input.id}-error`);
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
  announce(first ? 'Some fields are invalid.' : problem.message);
}

const sentence = (text) => text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');

function clearErrors(form) {
  for (const error of form.querySelectorAll('.error, .general')) error.hidden = true;
  for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
}

/**
 * A form. `submit` gets the values by name and the form; the problems that it throws are shown
 * beside the fields. While one submission runs, others are ignored.
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
    clearErrors(element);
    try {
      await submit(Object.fromEntries(new FormData(element)), element);
    } catch (problem) {
      showErrors(element, problem);
    } finally {
      delete element.dataset.busy;
      button.removeAttribute('aria-disabled');
    }
  });
  return element;
}

/** A button whose clicks are ignored while its work runs. */
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

/** Opens a dialog, which keeps the focus until it is closed. */
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
 * Asks for confirmation of an action that cannot be undone. `details` shows its consequences. If
 * `work` throws, the dialog shows the message and stays open for another try.
 */
export function confirmAction(title, details, { label, work }) {
  const error = el('p', { class: 'note bad', role: 'alert', hidden: true });
  const dialog = openDialog(title, details, error, el('div', { class: 'actions' },
    el('button', { class: 'button', type: 'button', click: () => dialog.close() }, 'Keep it'),
    action(label, 'danger main', async () => {
      error.hidden = true;
      try {
        await work();
        dialog.close();
      } catch (problem) {
        error.textContent = problem.message;
        error.hidden = false;
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
