// Fields for amounts of money, which are understood as the price in the event's form is.

import { el } from '../dom.js';
import { field, InvalidFields } from '../forms.js';
import { moneyField, parseMoney } from '../format.js';

export const methods = [['cash', 'Cash'], ['transfer', 'Bank transfer'], ['other', 'Other']];

let serial = 0;

/**
 * A field for an amount, filled with minor units. `preview` returns what the amount means, or an
 * empty text; it is shown below the field as the person types.
 */
export function amountField(name, label, amount, currency, preview) {
  const below = el('p', { class: 'hint preview', id: `amount-${serial += 1}`, 'aria-live': 'polite' });
  const element = field(name, `${label} (${currency})`, 'text', {
    value: amount === null ? '' : moneyField(amount, currency), inputmode: 'decimal', autocomplete: 'off', below,
  });
  const input = element.querySelector('input');
  const refresh = () => {
    const parsed = parseMoney(input.value, currency);
    const text = typeof parsed === 'number' ? preview(parsed) : '';
    if (below.textContent !== text) below.textContent = text;
  };
  input.addEventListener('input', refresh);
  refresh();
  return {
    element,
    input,
    refresh,
    /** The amount in minor units; throws what the field shows. */
    read() {
      const parsed = parseMoney(input.value, currency);
      if (typeof parsed === 'string') throw new InvalidFields([{ field: name, detail: parsed }]);
      if (parsed === 0) throw new InvalidFields([{ field: name, detail: 'Write an amount above 0.' }]);
      return parsed;
    },
    /** Fills in another amount. */
    set(value) {
      input.value = moneyField(value, currency);
      refresh();
    },
  };
}
