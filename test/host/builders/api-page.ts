import type { z } from 'zod';
import { BROKER_STATUSES, HOST_PROBLEMS, REFUSALS } from '../../../examples/express-host/src/api/problem.ts';
import type { Route } from '../../../examples/express-host/src/api/route.ts';
import { ROUTES } from '../../../examples/express-host/src/api/routes/index.ts';
import { liveMessage } from '../../../examples/express-host/src/contract/index.ts';

/** The page of the host's API, made from the table that its routes are made from. */
export function apiPage(): string {
  return `# The API of the host

What \`examples/express-host\` answers. The tables are made from the table of routes that routing, validation and the OpenAPI document are made from (\`npx vitest run test/host/api-page -u\` writes them anew). A running host has all of it with every field at \`/docs\`, and for programs at \`/openapi.json\` (OpenAPI 3.1).

\`\`\`sh
curl http://127.0.0.1:8080/internal/autotrade/v1/portfolio
curl -X POST http://127.0.0.1:8080/internal/autotrade/v1/scheduler/trigger -H "Authorization: Bearer $TOKEN"
curl -X POST http://127.0.0.1:8080/internal/autotrade/v1/kill -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' -d '{"why":"it burns","positions":"flatten"}'
\`\`\`

Decimals travel as text (\`"10012.75"\`), instants as milliseconds since 1970. The token is printed at the first start; [security.md](security.md) has who may ask what.

## Routes

| route | query, or fields of the body | token |
|---|---|---|
${ROUTES.map(routeRow).join('\n')}

- **A list** is told in pages: \`items\` and \`next\`. Ask again with the same query and \`after\` set to \`next\`, until that is \`null\`. \`from\` is the first instant that is wanted, \`to\` the first that is not any more.
- **Equal reads** that come within a quarter of a second share an answer, those of \`calibration\` and \`exposure\` within two seconds, unless something happened in between: a decision, an order, a fill, a position that closed, a look at the account, a change of mode, a change by this API. Answers carry an \`ETag\`; with \`If-None-Match\` they are \`304\` where nothing changed.
- **A change** is answered when it is done. A cycle, a drain or a switch can take a minute: give the client that long. Asking \`kill\` again does what was left undone, and nothing twice.
- **Every answer** has an \`X-Request-Id\`: the caller's own where it has 8 to 64 letters, digits, \`.\`, \`_\` or \`-\`. The log has it too.

## The live socket

\`/ws/market-data\` tells what happens as it happens; its messages are \`LiveMessage\` of \`/docs\`.

| type | what it brings |
|---|---|
${messages()}

\`hello\` comes first. Every other message has the next \`seq\`, without gaps. Who comes back with \`?run=…&after=…\`, the run of \`hello\` and the sequence that was heard last, is told what was missed; where that is not kept any more, is of another run or would be more than a megabyte, \`hello.isResumed\` is \`false\` and everything has to be read anew. A listener that says something is sent away. How it ends:

| code | why |
|---|---|
| 1001 | The host is closing; come back. |
| 1008, 1009 | Something was said to it. |
| 1013 | It reads too slowly: more than a megabyte was waiting for it. Come back with \`run\` and \`after\`. |
| 1006 | A ping was not answered within 15 seconds, or the network is gone. |

## Problems

What fails is answered as \`application/problem+json\` (RFC 9457): \`type\`, \`title\`, \`status\`, \`detail\`, \`instance\`, and besides \`code\`, \`requestId\`, and \`errors\` with \`path\` and \`message\` where fields cannot be used. Programs read \`code\`.

| status | code | meaning |
|---|---|---|
${Object.entries(HOST_PROBLEMS)
  .map(([code, [status, , meaning]]) => `| ${status} | \`${code}\` | ${meaning} |`)
  .join('\n')}

The host behind the API refuses with these, and with the status 409, or 503 where a read of the market needs a mode that runs; [modes.md](modes.md) has what a switch does.

| code | meaning |
|---|---|
${Object.entries(REFUSALS)
  .map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
  .join('\n')}

An error of brokerkit keeps its code ([errors.md](errors.md)) and has the status

| status | codes |
|---|---|
${statusRows()}

With \`503\` and \`429\` comes \`Retry-After\` where it is known. The words of \`500\` and of errors of the database stay in the host's log, under the request's id.
`;
}

function routeRow(route: Route): string {
  const paths = [route.path, ...(route.also ?? [])].map((path) => `\`${path}\``).join(', also ');
  const fields = [...fieldsOf(route.query), ...fieldsOf(route.body)].join(', ');
  const token = route.kind === 'change' || route.kind === 'way_out' ? 'yes' : '';
  return `| \`${route.method.toUpperCase()}\` ${paths}<br>${route.summary} | ${fields} | ${token} |`;
}

function fieldsOf(schema: z.ZodType | undefined): readonly string[] {
  if (schema === undefined || !('shape' in schema)) return [];
  const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
  return Object.entries(shape).map(
    ([name, field]) => `\`${name}\`${field.safeParse(undefined).success ? '' : ' (needed)'}`,
  );
}

function messages(): string {
  return liveMessage.options
    .map(({ shape: { type, ...shape } }) => {
      const fields = Object.keys(shape).filter((name) => name !== 'seq' && name !== 'at');
      return `| \`${type.value}\` | ${fields.map((name) => `\`${name}\``).join(', ')} |`;
    })
    .join('\n');
}

function statusRows(): string {
  const byStatus = new Map<number, string[]>();
  for (const [code, status] of Object.entries(BROKER_STATUSES)) {
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\``]);
  }
  return [...byStatus]
    .toSorted(([one], [other]) => one - other)
    .map(([status, codes]) => `| ${status} | ${codes.join(', ')} |`)
    .join('\n');
}
