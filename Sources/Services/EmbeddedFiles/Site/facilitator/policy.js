// The fields of an event's refund policy: steps of hours and percent.

import { el } from '../dom.js';
import { field } from '../forms.js';
import { wholeNumber } from './numbers.js';

let serial = 0;

/** The steps of a policy as texts. */
export const stepTexts = (policy) => policy.map(({ hours_before: hours, percent, percent_if_filled: filled }) => ({
  hours: String(hours), percent: String(percent), filled: filled === undefined ? '' : String(filled),
}));

/** The limits of the service. */
const most = { hours: 87600, steps: 10 };

/**
 * The texts of a further step, with which the policy stays valid. It follows the last step, unless
 * that one ends the refunds: then the new one is before it. Steps in error are ignored.
 */
export function nextStep(texts) {
  const steps = texts.map(({ hours, percent, filled }) => ({
    hours: wholeNumber(hours), percent: wholeNumber(percent), filled: wholeNumber(filled),
  })).filter(({ hours, percent }) => hours <= most.hours && percent <= 100)
    .sort((one, other) => other.hours - one.hours);
  // What a guest gets once the place is taken again stays as in the step beside it.
  const step = (hours, percent, filled) => ({
    hours: String(Math.floor(hours)), percent: String(Math.floor(percent)), filled: filled > percent ? String(filled) : '',
  });
  if (steps.length === 0) return step(24, 100);
  const [last, before] = [steps.at(-1), steps.at(-2)];
  if (last.hours > 0 && last.percent > 0) return step(last.hours / 2, last.percent / 2, last.filled);
  if (before?.hours - last.hours > 1) {
    return step((before.hours + last.hours) / 2, (before.percent + last.percent) / 2, last.filled ?? before.filled);
  }
  const hours = steps[0].hours * 2 || 24;
  return hours <= most.hours ? step(hours, 100) : { hours: '', percent: '', filled: '' };
}

/**
 * The fields, filled with steps as texts [{hours, percent, filled}]. Returns the element, and functions for
 * the texts, for the policy with its errors, and for the field of an error's name.
 */
export function policyFields(steps) {
  const rows = el('div', { class: 'tiers' });
  const part = (row, name) => row.querySelector(`[data-part=${name}]`);
  const number = () => {
    [...rows.children].forEach((row, index) => row.setAttribute('aria-label', `Step ${index + 1}`));
    more.hidden = rows.children.length >= most.steps;
  };
  const add = (step) => {
    serial += 1;
    const row = el('div', { role: 'group' },
      field(`step-${serial}-hours`, 'Hours before the start', 'text', {
        inputmode: 'numeric', value: step.hours, 'data-part': 'hours_before',
      }),
      field(`step-${serial}-percent`, 'Percent refunded', 'text', {
        inputmode: 'numeric', value: step.percent, 'data-part': 'percent',
      }),
      field(`step-${serial}-filled`, 'Percent all in all, if the place is taken again', 'text', {
        inputmode: 'numeric', value: step.filled ?? '', 'data-part': 'percent_if_filled',
      }),
      el('button', { class: 'button', type: 'button', click: () => remove(row) }, 'Remove'));
    const hours = wholeNumber(step.hours);
    const later = [...rows.children].find((one) => wholeNumber(part(one, 'hours_before').value) < hours);
    rows.insertBefore(row, later || null);
    number();
    return row;
  };
  const changed = () => rows.dispatchEvent(new Event('input', { bubbles: true }));
  const remove = (row) => { row.remove(); number(); more.focus(); changed(); };
  const texts = () => [...rows.children].map((row) => ({
    hours: part(row, 'hours_before').value, percent: part(row, 'percent').value,
    filled: part(row, 'percent_if_filled').value,
  }));
  const more = el('button', {
    class: 'button little', type: 'button',
    click: () => { add(nextStep(texts())).querySelector('input').focus(); changed(); },
  }, 'Add a step');
  for (const step of steps) add(step);
  number();
  const element = el('fieldset', {
    class: 'group stack', id: 'policy', name: 'refund_policy', 'aria-describedby': 'policy-hint policy-error',
  },
  el('legend', {}, 'Refund when a guest cancels'),
  el('p', { class: 'hint', id: 'policy-hint' },
    'The first step that leaves enough time applies. Without steps there is no refund. ',
    'Where the last field is filled in, guests get that percent all in all, the rest of it once their place is taken again.'),
  rows, el('p', { class: 'error', id: 'policy-error', hidden: true }), more);
  return {
    element,
    texts,
    read: () => {
      // The longest notice first, so that the steps read as they apply.
      const sorted = [...rows.children].sort((one, other) =>
        (wholeNumber(part(other, 'hours_before').value) ?? -1) - (wholeNumber(part(one, 'hours_before').value) ?? -1));
      if (sorted.some((row, index) => row !== rows.children[index])) rows.append(...sorted);
      number();
      return judge(sorted.map((row) => ({
        hours_before: wholeNumber(part(row, 'hours_before').value), percent: wholeNumber(part(row, 'percent').value),
        ...(part(row, 'percent_if_filled').value.trim()
          && { percent_if_filled: wholeNumber(part(row, 'percent_if_filled').value) }),
      })));
    },
    find: (name) => {
      const [, index, wanted] = name.match(/^refund_policy\[(\d+)\]\.(\w+)$/) || [];
      const row = index && rows.children[index];
      return row && part(row, wanted);
    },
  };
}

/** The percent refunded in the end, if the place is taken again. */
const highest = (step) => step?.percent_if_filled ?? step?.percent;

function judge(policy) {
  const errors = [];
  policy.forEach((step, index) => {
    const { hours_before: hours, percent, percent_if_filled: filled } = step;
    const reject = (part, detail) => errors.push({ field: `refund_policy[${index}].${part}`, detail });
    const before = policy[index - 1];
    if (hours === undefined) reject('hours_before', 'Write a whole number of hours, or remove the step.');
    else if (hours > most.hours) reject('hours_before', `There may be at most ${most.hours.toLocaleString('en')} hours.`);
    else if (hours === before?.hours_before) reject('hours_before', 'Another step has the same hours.');
    if (percent === undefined || percent > 100) reject('percent', 'Write a whole number from 0 to 100, or remove the step.');
    else if (percent > before?.percent) {
      reject('percent', `Guests who cancel later must not get more back than the ${before.percent} % of the step before.`);
    }
    if (!('percent_if_filled' in step)) return;
    if (filled === undefined || filled > 100) reject('percent_if_filled', 'Write a whole number up to 100, or nothing.');
    else if (filled < percent) reject('percent_if_filled', `Write at least the ${percent} % that are refunded at once, or nothing.`);
    else if (filled > highest(before)) {
      reject('percent_if_filled', `Guests who cancel later must not get more back than the ${highest(before)} % of the step before.`);
    }
  });
  return { policy, errors };
}
