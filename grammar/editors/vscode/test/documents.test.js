'use strict';
// The server's text is the editor's, whatever is typed.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const test = require('node:test');
const { editor, session, errors, codes, until } = require('./harness');

const program = `qgan 1.0;
// é 😀
circuit vqc(const int L, input angle[const n] x, param angle[L, n] w) -> float[n] {
  qubit[n] q;
  /* 😀😀 */ ry(x) q; // 𝄞
  for int l in [0:L - 1] { ry(w[l]) q; }
  return expval(Z) q;
}
model Net(input float[5] z) -> float[2] { return z |> vqc(3) |> dense(2); }
`;

/** What can be seen of the server's text: tokens, symbols with their details, findings, and the text formatted. */
async function seen(client, document) {
  const list = await errors(client, document);
  const ask = (method, more) => client.connection.request(
    `textDocument/${method}`, { textDocument: { uri: document.uri.toString() }, ...more });
  const formatted = await ask('formatting', { options: { tabSize: 2, insertSpaces: true } }).catch(e => e.message);
  return {
    tokens: (await ask('semanticTokens/full')).data, symbols: await ask('documentSymbol'),
    findings: list.map(f => [f.range, f.code, f.message]), formatted,
  };
}

/** Compares with a document that is opened with the same text. */
async function same(client, document, round) {
  const fresh = editor.open('fresh', document.getText());
  const message = `round ${round}: ${JSON.stringify(document.text)}`;
  assert.deepEqual(await seen(client, document), await seen(client, fresh), message);
  editor.close(fresh);
}

/** Numbers below a bound, the same in every run. */
function random(seed) {
  return bound => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor(seed / 2 ** 32 * bound);
  };
}

for (const [name, end] of [['lines of \\n', '\n'], ['lines of \\r\\n', '\r\n']]) {
  test(`random edits, several at once, ${name}`, () => session(async ({ client, file }) => {
    const below = random(7);
    const pieces = [
      '', '', '', end, '😀', 'é', 'q', ' ', '}', '/*', '*/', '//', `ry(x) q;${end}`, '"', `${end}${end}`,
    ];
    const document = editor.open(file('a.qgan'), program.replaceAll('\n', end));
    for (let round = 0; round < 40; round++) {
      // Between whole characters and whole line ends, as an editor's selections are.
      const stops = [...document.text.matchAll(/\r\n|[^]/gu)].map(match => match.index).concat(document.text.length);
      const cuts = Array.from({ length: 2 * (1 + below(3)) }, () => stops[below(stops.length)]).sort((a, b) => a - b);
      const changes = [];
      for (let i = 0; i < cuts.length; i += 2) {
        const stop = Math.min(cuts[i + 1], cuts[i] + below(12));
        const to = stops.includes(stop) ? stop : cuts[i];
        if (changes.length && changes.at(-1)[1] >= cuts[i]) continue;
        changes.push([cuts[i], to, pieces[below(pieces.length)]]);
      }
      editor.edit(document, ...changes);
      if (round % 4 === 3) await same(client, document, round);
    }
    // Back to a right program, and to one whose formatting shows the whole text.
    editor.edit(document, [0, document.text.length, program.replace('z |> vqc', 'z|>vqc').replaceAll('\n', end)]);
    assert.deepEqual(await errors(client, document), []);
    await same(client, document, 'last');
  }));
}

test('typing in comments of a right program keeps all of its text', () => session(async ({ client, file }) => {
  const below = random(11);
  const document = editor.open(file('a.qgan'), program.replace('z |> vqc', 'z|>vqc'));
  for (let round = 0; round < 60; round++) {
    const at = document.text.indexOf('é') + 1;
    const replaced = below(2) && document.text.startsWith('😀', at) ? 2 : 0;
    editor.edit(document, [at, at + replaced, ['😀', 'a', 'é', '\n// x'][below(4)]]);
  }
  const { formatted } = await seen(client, document);
  assert.equal(formatted[0].newText, document.text.replace('z|>vqc', 'z |> vqc'));
}));

test('nothing is told twice, and findings of an older text are not shown', () => session(async ({ client, file }) => {
  const told = [];
  const { connection } = client;
  const notify = connection.notify.bind(connection);
  connection.notify = (method, params) => {
    told.push(method);
    notify(method, params);
  };
  const document = editor.open(file('a.qgan'), program);
  editor.openAgain(document);
  editor.save(document);
  assert.deepEqual(told, ['textDocument/didOpen']);
  await errors(client, document);
  const publish = version => connection.handlers.notified('textDocument/publishDiagnostics', {
    uri: document.uri.toString(), version, diagnostics: [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } }, message: 'm', code: 'QG000' }],
  });
  publish(document.version - 1);
  assert.ok(!codes(editor.findings(document)).includes('QG000'));
  publish(document.version);
  assert.deepEqual(codes(editor.findings(document)), ['QG000']);
}));

test('only .qgan files and unsaved documents are the server\'s', () => session(async ({ client, file }) => {
  const other = editor.open(file('a.txt'), 'qgan', 'plaintext');
  const unsaved = editor.open('draft', 'qgan 1.0;\nconst int n = m;\n');
  assert.deepEqual(codes(await errors(client, unsaved)), ['QG201']);
  editor.edit(other, [0, 1, 'Q']);
  editor.save(unsaved);
  editor.close(other);
  assert.deepEqual([...client.documents.versions.keys()], [unsaved.uri.toString()]);
}));

test('a change of an included file is seen, open or on disk', () => session(async ({ client, file }) => {
  fs.writeFileSync(file('parts.qgan'), 'qgan 1.0;\nconst int n = 2;\n');
  const document = editor.open(file('a.qgan'), 'qgan 1.0;\ninclude "parts.qgan";\nconst int m = n;\n');
  assert.deepEqual(await errors(client, document), []);
  let refreshes = 0;
  editor.providers.InlayHints[0][0].onDidChangeInlayHints(() => refreshes++);
  editor.providers.DocumentSemanticTokens[0][0].onDidChangeSemanticTokens(() => refreshes++);
  const parts = editor.open(file('parts.qgan'), 'qgan 1.0;\nconst int k = 2;\n');
  await until('the finding comes', () => codes(editor.findings(document)).includes('QG201'));
  assert.ok(refreshes > 0 && refreshes % 2 === 0);
  editor.close(parts);
  await until('the finding goes', () => !codes(editor.findings(document)).includes('QG201'));
  fs.writeFileSync(file('parts.qgan'), 'qgan 1.0;\n');
  editor.watchers.at(-1).change.fire(parts.uri);
  await until('the finding comes again', () => codes(editor.findings(document)).includes('QG201'));
}));
