'use strict';
// Framing, failures and cancellation, with small programs in the server's place.

const assert = require('node:assert/strict');
const test = require('node:test');
const { Connection, ResponseError } = require('../connection');
const { CancellationTokenSource } = require('./fake-vscode').editor;

/** A connection with a program of JavaScript that calls `answer(message)` for each message; `send` sends one. */
function connect(answer) {
  const events = [];
  const program = `
    const send = (message, write = bytes => process.stdout.write(bytes)) => {
      const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
      write(Buffer.concat([Buffer.from('Content-Length: ' + body.length + '\\r\\n\\r\\n'), body]));
    };
    let received = Buffer.alloc(0);
    process.stdin.on('data', bytes => {
      received = Buffer.concat([received, bytes]);
      for (;;) {
        const end = received.indexOf('\\r\\n\\r\\n');
        if (end < 0) return;
        const length = Number(/[0-9]+/.exec(received.toString('latin1', 0, end))[0]);
        if (received.length < end + 4 + length) return;
        const message = JSON.parse(received.toString('utf8', end + 4, end + 4 + length));
        received = received.subarray(end + 4 + length);
        (${answer})(message);
      }
    });`;
  const connection = new Connection(process.execPath, ['-e', program], undefined, {
    notified: (method, params) => events.push([method, params]),
    asked: () => undefined,
    printed: text => events.push(['printed', text]),
    ended: reason => events.push(['ended', reason]),
  });
  return { connection, events, over: new Promise(resolve => connection.process.on('close', resolve)) };
}

test('an answer that arrives byte by byte', async () => {
  const { connection, over } = connect(`async message => {
    const pieces = [];
    send({ id: message.id, result: message.params }, bytes => pieces.push(...bytes));
    for (const byte of pieces) await new Promise(done => process.stdout.write(Buffer.from([byte]), done));
  }`);
  assert.deepEqual(await connection.request('echo', { text: 'é😀\n' }), { text: 'é😀\n' });
  connection.kill();
  await over;
});

test('answers out of order, notifications between them, and failures', async () => {
  const { connection, events, over } = connect(`message => {
    if (message.method === 'first') return;
    send({ method: 'news', params: 1 });
    send({ id: message.id, error: { code: -32803, message: 'cannot' } });
    send({ id: message.id - 1, result: null });
  }`);
  const first = connection.request('first');
  await assert.rejects(connection.request('second'), error => error instanceof ResponseError && error.code === -32803);
  assert.equal(await first, null);
  assert.deepEqual(events, [['news', 1]]);
  connection.kill();
  await over;
});

test('a cancelled request gives nothing and says so to the server', async () => {
  const { connection, events, over } = connect(`message => {
    if (message.method === '$/cancelRequest') send({ method: 'cancelled', params: message.params.id });
  }`);
  const source = new CancellationTokenSource();
  const answer = connection.request('slow', {}, source.token);
  source.cancel();
  assert.equal(await answer, undefined);
  while (!events.length) await new Promise(setImmediate);
  assert.deepEqual(events, [['cancelled', 1]]);
  assert.equal(await connection.request('late', {}, source.token), undefined);
  connection.kill();
  await over;
});

test('what the server asks is refused, not left open', async () => {
  const { connection, events, over } = connect(`message => {
    if (message.method) send({ id: 'x', method: 'client/registerCapability', params: {} });
    else send({ method: 'refused', params: [message.id, message.error.code] });
  }`);
  connection.notify('go');
  while (!events.length) await new Promise(setImmediate);
  assert.deepEqual(events, [['refused', ['x', -32601]]]);
  connection.kill();
  await over;
});

test('the end of the process settles what is open, once', async () => {
  const { connection, events, over } = connect(`() => { console.error('oh'); process.exit(3); }`);
  assert.equal(await connection.request('anything'), undefined);
  await over;
  assert.deepEqual(events, [
    ['printed', 'oh\n'], ['ended', { missing: false, message: 'it ended with code 3' }],
  ]);
  connection.notify('more');
  assert.equal(await connection.request('more'), undefined);
});

test('a program that does not speak the protocol is ended', async () => {
  for (const print of [`'Content-Type: x\\r\\n\\r\\n'`, `'usage: '.repeat(1000)`]) {
    const { connection, events, over } = connect(`() => process.stdout.write(${print})`);
    assert.equal(await connection.request('initialize'), undefined);
    await over;
    assert.deepEqual(events.map(([name]) => name), ['ended']);
    assert.match(events[0][1].message, /not the Language Server Protocol/);
  }
});
