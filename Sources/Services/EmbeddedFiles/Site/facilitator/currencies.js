// The currencies and the field for one. Tests/Formatting has the list for the services and this script.

import { el } from '../dom.js';
import { field } from '../forms.js';

/** The codes of all currencies in use that the service takes (ISO 4217). */
export const currencies = [
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD',
  'CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP',
  'GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD',
  'KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN',
  'NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP',
  'SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES',
  'VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG',
].join(' ').split(' ');

/** The field for a currency's code, with suggestions. */
export function currencyField(value, { label = 'Currency', hint } = {}) {
  const names = new Intl.DisplayNames('en', { type: 'currency' });
  return [
    field('currency', label, 'text', {
      value, hint, maxlength: 3, autocapitalize: 'characters', list: 'currencies', autocomplete: 'off',
    }),
    el('datalist', { id: 'currencies' }, currencies.map((code) => el('option', { value: code, label: names.of(code) }))),
  ];
}

/** The code that a field's text means. */
export const currencyCode = (text) => text.trim().toUpperCase();

export const currencyRefusal = 'Write the code of a currency in use, such as EUR.';
