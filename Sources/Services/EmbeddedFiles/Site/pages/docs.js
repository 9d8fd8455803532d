// The API reference of both services, from their openapi.json.

import '../header.js';
import { call } from '../api.js';
import { announce, content, el, setTitle, show } from '../dom.js';
import { example, parameters, problems, resolve, typeName } from '../openapi.js';
import { facilitator } from '../session.js';
import { root } from '../site.js';

const services = [
  { name: 'MainAPI', base: location.origin + root, path: root, text: 'Guests, events and bookings.' },
  { name: 'CRMAPI', base: facilitator.base, path: facilitator.base, text: 'Facilitators, their events and notifications.' },
];

async function load() {
  const described = await Promise.all(services.map(async (service) => {
    try {
      return { ...service, document: (await call(service.path, 'GET', '/openapi.json')).value };
    } catch {
      return { ...service, document: null };
    }
  }));
  draw(described);
  // The browser could not scroll to it before it was drawn.
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

function draw(described) {
  setTitle('API reference');
  const codes = new Map();
  for (const { document: description } of described) {
    if (description) for (const [code, found] of problems(description)) codes.set(code, found);
  }
  show(content(), el('div', { class: 'reference' },
    el('nav', { 'aria-label': 'Operations' }, described.map(index),
      el('h2', {}, 'Problems'), el('a', { href: '#problems' }, 'All codes')),
    el('div', {}, described.map(section), problemList(codes))));
}

const anchor = (service, method, path) => `${service.name}-${method}-${path.replace(/[^a-z0-9]+/gi, '-')}`;

const operations = (service) => Object.entries(service.document?.paths || {}).flatMap(([path, item]) =>
  ['get', 'post', 'put', 'patch', 'delete'].filter((method) => item[method])
    .map((method) => ({ path, method, item, operation: item[method] })));

const index = (service) => [el('h2', {}, service.name), operations(service).map(({ method, path, operation }) =>
  el('a', { href: `#${anchor(service, method, path)}` }, operation.summary || `${method} ${path}`))];

function section(service) {
  const head = [el('h2', { id: service.name }, service.name),
    el('p', { class: 'quiet' }, `${service.text} `, el('code', {}, service.base))];
  if (!service.document) {
    return el('section', { class: 'stack' }, head,
      el('p', { class: 'note warn' }, `${service.name} cannot be reached right now, so its part is missing.`));
  }
  return el('section', {}, head, operations(service).map((each) => operationCard(service, each)));
}

function operationCard(service, { path, method, item, operation }) {
  const description = service.document;
  const parameterList = parameters(description, item, operation);
  const body = operation.requestBody && resolve(description, operation.requestBody);
  const media = body?.content?.['application/json'];
  return el('article', { class: 'operation', id: anchor(service, method, path) },
    el('h3', {}, el('span', { class: `method ${method}` }, method.toUpperCase()), el('code', {}, path)),
    el('p', {}, operation.summary),
    operation.description && el('p', { class: 'quiet small' }, operation.description),
    el('p', { class: 'quiet small' }, `For ${callers(operation)}.`),
    parameterList.length > 0 && [el('h4', {}, 'Parameters'), el('dl', {}, parameterList.map((one) => fact(
      one.name, `${one.in}, ${typeName(description, one.schema)}${one.required ? ', required' : ''}`, one.description)))],
    media && [el('h4', {}, 'Request body'), properties(description, media.schema)],
    curl(service, path, method, operation, parameterList, media),
    el('h4', {}, 'Responses'), el('dl', { class: 'answers' }, Object.entries(operation.responses).map(([status, response]) =>
      fact(status, '', resolve(description, response).description))));
}

const fact = (name, type, text) => el('div', {},
  el('dt', {}, el('code', {}, name), ' ', el('span', { class: 'quiet small' }, type)),
  text && el('dd', { class: 'quiet small' }, text));

const callerNames = { guestToken: 'a guest', facilitatorToken: 'the facilitator', serviceToken: 'the service token' };
const callers = ({ security }) => (security?.length
  ? security.map((one) => callerNames[Object.keys(one)[0]] || Object.keys(one)[0]).join(' or ') : 'everyone');

function properties(description, schema) {
  const { properties: members = {}, required = [] } = resolve(description, schema);
  return el('dl', {}, Object.entries(members).map(([name, one]) => fact(
    name, `${typeName(description, one)}${required.includes(name) ? ', required' : ''}`,
    resolve(description, one).description)));
}

function curl(service, path, method, operation, parameterList, media) {
  const { document: description } = service;
  const filled = path.replace(/\{([^}]+)\}/g, (_, name) =>
    encodeURIComponent(example(description, parameterList.find((one) => one.name === name) || {}) ?? name));
  const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${service.base}${filled}'`];
  if (operation.security?.length) lines.push("-H 'Authorization: Bearer TOKEN'");
  if (media) {
    lines.push("-H 'Content-Type: application/json'");
    const text = JSON.stringify(example(description, media) ?? {});
    lines.push(`-d '${text.replaceAll("'", "'\\''")}'`);
  }
  const command = lines.join(' \\\n  ');
  return el('div', { class: 'code spaced' }, el('pre', { tabindex: '0', 'aria-label': 'curl' }, el('code', {}, command)),
    navigator.clipboard && el('button', {
      class: 'button little', type: 'button',
      click: async () => { await navigator.clipboard.writeText(command); announce('Copied.'); },
    }, 'Copy'));
}

const problemList = (codes) => el('section', { class: 'operation', id: 'problems' }, el('h2', {}, 'Problems'),
  el('p', { class: 'quiet' }, 'Every error is application/problem+json with one of these codes.'),
  el('dl', { class: 'spaced' }, [...codes].sort(([one], [other]) => (one < other ? -1 : 1)).map(([code, { status, text }]) =>
    el('div', { id: `problem-${code}` },
      el('dt', {}, el('code', {}, code), ' ', el('span', { class: 'quiet small' }, status)),
      el('dd', { class: 'quiet small' }, text)))));

load();
