import type { oas31 } from 'zod-openapi';
import { problemTable, typeOf } from './problem.ts';

type Schema = oas31.SchemaObject | oas31.ReferenceObject;
const METHODS = ['get', 'post', 'patch'] as const;

/** The OpenAPI document as a page that needs no script and nothing from elsewhere. */
export function docsPage(document: oas31.OpenAPIObject): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, method, operation }];
    }),
  );
  const sections = (document.tags ?? []).map(({ name, description }) => {
    const ofTag = operations.filter(({ operation }) => operation.tags?.includes(name));
    return `<h2 id="${text(name)}">${text(name)}</h2><p>${prose(description)}</p>${ofTag.map(operationPart).join('')}`;
  });
  const schemas = Object.entries(document.components?.schemas ?? {});
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(document.info.title)}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/docs.css"></head><body><main>
<h1>${text(document.info.title)}</h1>
<p>${prose(document.info.description)}</p>
<p>For programs: <a href="/openapi.json">/openapi.json</a>, OpenAPI ${text(document.openapi)}. What it tells live and what goes wrong: <a href="#schema-LiveMessage">LiveMessage</a>, <a href="#problems">problems</a>.</p>
${sections.join('\n')}
<h2 id="problems">problems</h2>
<p>What fails is answered with a <a href="#schema-Problem">Problem</a>; <code>code</code> is one of these.</p>
<table><thead><tr><th>status</th><th>code</th><th>meaning</th></tr></thead><tbody>${problemRows()}</tbody></table>
<h2 id="schemas">schemas</h2>
${schemas.map(([name, schema]) => schemaPart(name, schema)).join('\n')}
</main></body></html>
`;
}

export const DOCS_STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:auto;padding:1rem}
h2{margin-top:2.5rem;border-bottom:1px solid}
section{overflow-x:auto}
h3{margin:1.5rem 0 .25rem;font-size:1rem;overflow-wrap:anywhere}
code{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.15rem .75rem .15rem 0;border-bottom:1px solid #8884}
:target{outline:2px solid;outline-offset:.25rem}
`;

function operationPart({
  path,
  method,
  operation,
}: {
  readonly path: string;
  readonly method: string;
  readonly operation: oas31.OperationObject;
}): string {
  const parameters = (operation.parameters ?? []).filter((parameter) => 'name' in parameter);
  const body = operation.requestBody !== undefined && 'content' in operation.requestBody ? operation.requestBody : null;
  const answer: oas31.ResponseObject | oas31.ReferenceObject | undefined =
    operation.responses?.['200'] ?? operation.responses?.['101'];
  const answers = answer !== undefined && 'content' in answer ? Object.entries(answer.content ?? {}) : [];
  return `<section id="${text(operation.operationId)}">
<h3><code>${method.toUpperCase()} ${text(path)}</code></h3>
<p>${prose(operation.summary)} ${prose(operation.description)}${operation.security === undefined ? '' : ' <strong>Needs the token.</strong>'}</p>
${fieldTable(
  parameters.map(({ name, required, schema, description }) => ({
    name,
    isNeeded: required === true,
    schema: schema ?? {},
    description,
  })),
)}
${body === null ? '' : `<p>Takes ${Object.values(body.content).map(mediaType).join(', ')}.</p>`}
${answers.length === 0 ? '' : `<p>Answers ${answers.map(([type, media]) => (type.includes('json') ? mediaType(media) : `<code>${text(type)}</code>`)).join(', ')}.</p>`}
</section>`;
}

function mediaType({ schema }: oas31.MediaTypeObject): string {
  return typeText(schema ?? {});
}

function schemaPart(name: string, schema: Schema): string {
  const fields = '$ref' in schema ? [] : fieldsOf(schema);
  const alternatives = '$ref' in schema ? [] : (schema.oneOf ?? schema.anyOf ?? []);
  const description = 'description' in schema ? schema.description : undefined;
  const what =
    fields.length > 0
      ? fieldTable(fields)
      : alternatives.length > 0
        ? alternatives.map((one) => fieldTable('$ref' in one ? [] : fieldsOf(one))).join('<p>or</p>')
        : `<p>${typeText(schema)}</p>`;
  return `<section id="schema-${text(name)}"><h3>${text(name)}</h3><p>${prose(description)}</p>${what}</section>`;
}

interface Field {
  readonly name: string;
  readonly isNeeded: boolean;
  readonly schema: Schema;
  readonly description: string | undefined;
}

function fieldsOf({ properties = {}, required = [] }: oas31.SchemaObject): readonly Field[] {
  return Object.entries(properties).map(([name, schema]) => {
    const description = 'description' in schema ? schema.description : undefined;
    return { name, isNeeded: required.includes(name), schema, description };
  });
}

function fieldTable(fields: readonly Field[]): string {
  if (fields.length === 0) return '';
  const rows = fields.map(
    ({ name, isNeeded, schema, description }) =>
      `<tr><td><code>${text(name)}</code>${isNeeded ? '' : '?'}</td><td>${typeText(schema)}</td><td>${prose(description)}</td></tr>`,
  );
  return `<table><thead><tr><th>name</th><th>type</th><th>meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function typeText(schema: Schema): string {
  if ('$ref' in schema && typeof schema.$ref === 'string') {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return `<a href="#schema-${text(name)}">${text(name)}</a>`;
  }
  const { type, items, anyOf, oneOf, enum: values, const: value, additionalProperties } = schema as oas31.SchemaObject;
  if (value !== undefined) return `<code>${text(JSON.stringify(value))}</code>`;
  if (values !== undefined) return values.map((one) => `<code>${text(JSON.stringify(one))}</code>`).join(' | ');
  const alternatives = anyOf ?? oneOf;
  if (alternatives !== undefined) return alternatives.map(typeText).join(' | ');
  if (items !== undefined) return `list of ${typeText(items)}`;
  if (typeof additionalProperties === 'object' && type === 'object') return `map of ${typeText(additionalProperties)}`;
  const inner = fieldsOf(schema as oas31.SchemaObject).map(({ name, schema: of }) => `${text(name)}: ${typeText(of)}`);
  return inner.length > 0 ? `{ ${inner.join('; ')} }` : text([type ?? 'JSON'].flat().join(' | '));
}

function problemRows(): string {
  return problemTable()
    .map(
      ({ code, status, meaning }) =>
        `<tr id="${typeOf(code).slice('/docs#'.length)}"><td>${status}</td><td><code>${text(code)}</code></td><td>${prose(meaning)}</td></tr>`,
    )
    .join('');
}

/** With its names in the face of code. */
function prose(value: unknown): string {
  return text(value).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function text(value: unknown): string {
  return String(value ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
