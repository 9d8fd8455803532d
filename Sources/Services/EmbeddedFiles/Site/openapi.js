// Reads OpenAPI 3.1, as far as the two services use it.

/** A value with its reference and its `allOf` resolved, as one flat schema. */
export function resolve(description, value) {
  const { $ref: reference, allOf = [], ...own } = value || {};
  const parts = allOf.map((one) => resolve(description, one));
  if (reference) parts.unshift(resolve(description, target(description, reference)));
  return [...parts, own].reduce((whole, part) => (whole.properties && part.properties ? {
    ...whole, ...part, properties: { ...whole.properties, ...part.properties },
    required: [...(whole.required || []), ...(part.required || [])],
  } : { ...whole, ...part }), {});
}

const target = (description, reference) => reference.slice(2).split('/')
  .reduce((place, name) => place?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], description);

/** The parameters of a path and of its operation. */
export const parameters = (description, item, operation) =>
  [...(item.parameters || []), ...(operation.parameters || [])].map((one) => resolve(description, one));

/** The type of a schema's values in a few words. */
export function typeName(description, schema) {
  const resolved = resolve(description, schema);
  if (resolved.enum) return resolved.enum.join(' | ');
  const choices = resolved.oneOf || resolved.anyOf;
  if (choices) return choices.map((one) => typeName(description, one)).join(' or ');
  const type = [resolved.type].flat().join(' or ') || 'any';
  return resolved.items ? `array of ${typeName(description, resolved.items)}` : type;
}

/** A valid value: an example of the description, or one made from the schema. */
export function example(description, { example: given, examples, schema }) {
  if (given !== undefined) return given;
  const named = Array.isArray(examples) ? examples[0] : Object.values(examples || {})[0]?.value;
  if (named !== undefined) return named;
  return schema ? sample(description, schema, 0) : undefined;
}

function sample(description, schema, depth) {
  const resolved = resolve(description, schema);
  if (resolved.examples?.length) return resolved.examples[0];
  if (resolved.default !== undefined) return resolved.default;
  if (resolved.const !== undefined) return resolved.const;
  if (resolved.enum) return resolved.enum[0];
  const choices = resolved.oneOf || resolved.anyOf;
  if (choices && depth < 6) return sample(description, choices[0], depth + 1);
  switch ([resolved.type].flat()[0]) {
    case 'object': return depth < 6 ? Object.fromEntries(Object.entries(resolved.properties || {})
      .map(([name, one]) => [name, sample(description, one, depth + 1)])) : {};
    case 'array': return depth < 6 && resolved.items ? [sample(description, resolved.items, depth + 1)] : [];
    case 'integer': case 'number': return Math.max(1, resolved.minimum ?? 1);
    case 'boolean': return true;
    default: return 'text';
  }
}

/** All problem codes, each with its status and meaning. */
export function problems(description) {
  const found = new Map();
  for (const response of Object.values(description.components?.responses || {})) {
    const { code, status } = resolve(description, response.content?.['application/problem+json']?.schema).properties || {};
    for (const name of code?.enum || []) {
      if (!found.has(name)) found.set(name, { status: String(status?.enum?.[0] ?? ''), text: response.description });
    }
  }
  return found;
}
