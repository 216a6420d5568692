// A mock of OKX in a process of its own, behind a front that answers what is measured with a fixed text.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { BUILT_IN_ROWS } from '../../src/testing/mock-okx/built-in-rows.ts';
import { MockOkx } from '../../src/testing/mock-okx/mock-okx.ts';
import { positionsAnswer } from './positions-answer.ts';
import type { ServerOptions, ServerReport, ServerRequest } from './server-messages.ts';
import { pushTickers } from './ticker-pushes.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as ServerOptions;
const [swap] = BUILT_IN_ROWS;
const instruments = options.instruments.map((instId, index) => ({
  ...swap,
  instId,
  uly: instId.replace(/-SWAP$/, ''),
  instFamily: instId.replace(/-SWAP$/, ''),
  ctValCcy: instId.split('-')[0],
  instIdCode: 20_000 + index,
}));
const mock = await MockOkx.start({
  instruments,
  prices: Object.fromEntries(options.instruments.map((id) => [id, '60000'])),
  balances: { USDT: '10000000' },
  historyMinutes: 1,
  limits: 'record',
});
const mockPort = Number(new URL(mock.restUrl).port);

let orders = 0;
const positions = positionsAnswer(options.instruments.slice(0, options.positions));

function answerOf({ method, url = '' }: IncomingMessage): string | null {
  if (options.fixed === 'none') return null;
  if (method === 'GET' && url.startsWith('/api/v5/account/positions')) return positions;
  if (method === 'POST' && (url === '/api/v5/trade/order' || url === '/api/v5/trade/batch-orders')) {
    orders += 1;
    return `{"code":"0","data":[{"clOrdId":"","ordId":"${orders}","sCode":"0","sMsg":"","tag":"","ts":"1750000000000"}],"inTime":"1750000000000000","msg":"","outTime":"1750000000000100"}`;
  }
  return null;
}

function handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const fixed = answerOf(incoming);
  if (fixed !== null) {
    incoming.resume().on('end', () => {
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(fixed) });
      outgoing.end(fixed);
    });
    return;
  }
  const { method, url, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port: mockPort, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}

const tickers = new WebSocketServer({ noServer: true, perMessageDeflate: false });

function upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  if (options.fixed === 'tickers' && incoming.url?.startsWith('/ws/v5/public') === true) {
    tickers.handleUpgrade(incoming, socket, head, (client) => {
      client.on('message', (data) => {
        const text = data.toString();
        if (text === 'ping') client.send('pong');
        else subscribed(client, JSON.parse(text));
      });
    });
    return;
  }
  const onward = connect(mockPort, '127.0.0.1', () => {
    const headers = incoming.rawHeaders.flatMap((word, index, all) =>
      index % 2 === 0 ? [`${word}: ${all[index + 1]}`] : [],
    );
    onward.write(`${[`GET ${incoming.url} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n`);
    onward.write(head);
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
}

interface Subscription {
  readonly id?: string;
  readonly args?: readonly unknown[];
}

function subscribed(client: { send(text: string): void }, { id, args = [] }: Subscription): void {
  for (const arg of args) {
    client.send(JSON.stringify({ ...(id === undefined ? {} : { id }), event: 'subscribe', arg, connId: 'c' }));
  }
}

const server = createServer(handle);
server.on('upgrade', upgrade);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
const authority = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;

process.on('message', (message: ServerRequest) => {
  if (message.type === 'push') {
    const [client] = tickers.clients;
    if (client !== undefined) void pushTickers(client, message).then(() => report({ type: 'pushed' }));
    return;
  }
  report({ type: 'violations', count: mock.limits.violations.length, orders: mock.exchange.openOrders().length });
});
process.on('disconnect', () => process.exit(0));

function report(message: ServerReport): void {
  process.send?.(message);
}
// Where nothing is answered by a fixed text, there is no need of the front.
const { rest, ws } =
  options.fixed === 'none'
    ? { rest: mock.restUrl, ws: mock.wsUrl }
    : { rest: `http://${authority}`, ws: `ws://${authority}/ws/v5` };
report({ type: 'ready', rest, ws, ...mock.credentials });
