'use strict';
// Every provider, with the real server.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const test = require('node:test');
const { api, editor, session, errors, codes, until } = require('./harness');

const program = `qgan 1.0;
include "std/entanglers.qgan" as ent;
// 😀
/// Angles, then a ring.
circuit vqc(const int L, input angle[const n] x, param angle[L, n] w) -> float[n] {
  qubit[n] q;
  /* 😀 */ ry(x) q;
  for int l in [0:L - 1] { ry(w[l]) q; ent.ring(1) q; }
  return expval(Z) q;
}
model Net(input float[5] z) -> float[2] { return z |> vqc(3) |> dense(2); }
`;

test('findings come as one types, with their places, and go', () => session(async ({ client, file }) => {
  const document = editor.open(file('a.qgan'), program);
  assert.deepEqual(await errors(client, document), []);
  const at = program.indexOf('dense');
  editor.edit(document, [at, at + 5, 'dnese']);
  const [finding, ...others] = await errors(client, document);
  assert.deepEqual(others, []);
  assert.equal(document.getText().slice(
    document.offsetAt(finding.range.start), document.offsetAt(finding.range.end)), 'dnese');
  assert.equal(finding.severity, 0);
  assert.equal(finding.source, 'qganc');
  assert.match(finding.code, /^QG\d+$/);
  editor.close(document);
  await until('the findings of a closed file go', () => !editor.findings(document).length);
}));

test('a finding leads to the other place that it is about', () => session(async ({ client, file }) => {
  const document = editor.open(file('a.qgan'), 'qgan 1.0;\nconst int n = 1;\nconst int n = 2;\n');
  const [finding] = await errors(client, document);
  assert.equal(finding.range.start.line, 2);
  assert.equal(finding.relatedInformation[0].location.range.start.line, 1);
  assert.equal(finding.relatedInformation[0].location.uri.toString(), document.uri.toString());
}));

test('hover, behind a character of two units', () => session(async ({ file }) => {
  const document = editor.open(file('a.qgan'), program);
  const hover = await editor.ask('Hover', 'provideHover', document, document.find('ry(x)', 1));
  assert.match(hover.contents.value, /ry/i);
  assert.deepEqual(hover.range, new api.Range(document.find('ry(x)'), document.find('ry(x)', 2)));
  const circuit = await editor.ask('Hover', 'provideHover', document, document.find('vqc(3)'));
  assert.match(circuit.contents.value, /15 parameters/);
  assert.match(circuit.contents.value, /Angles, then a ring/);
  assert.equal(await editor.ask('Hover', 'provideHover', document, document.find('// 😀')), undefined);
}));

test('completion of labels, in text that does not parse', () => session(async ({ file }) => {
  const document = editor.open(file('a.qgan'), program.replace('dense(2); }', 'dense('));
  const [provider, ...characters] = editor.providers.CompletionItem[0];
  assert.ok(characters.includes('('));
  // The token stands before the context in this one provider.
  const list = await provider.provideCompletionItems(document, document.positionAt(document.text.length - 1),
    new editor.CancellationTokenSource().token, { triggerKind: 1, triggerCharacter: '(' });
  const bias = list.items.find(item => item.label === 'bias:');
  assert.equal(bias.insertText, 'bias: ');
  assert.equal(bias.kind, 24);
  assert.equal(bias.command.command, 'editor.action.triggerSuggest');
  assert.ok(list.items.some(item => item.label === 'pi'));
}));

test('definitions: here, in another file, in the library', () => session(async ({ file }) => {
  fs.writeFileSync(file('parts.qgan'), 'qgan 1.0;\nmodel Half(input float[2] x) { return x |> dense(1); }\n');
  const text = program.replace('as ent;', 'as ent;\ninclude "parts.qgan";').replace('dense(2);', 'dense(2) |> Half;');
  const document = editor.open(file('a.qgan'), text);
  const lead = async needle => (await editor.ask(
    'Definition', 'provideDefinition', document, document.find(needle)))[0];
  const circuit = await lead('vqc(3)');
  assert.equal(circuit.uri.toString(), document.uri.toString());
  assert.deepEqual(circuit.range.start, document.find('vqc(const'));
  const model = await lead('Half;');
  assert.equal(model.uri.fsPath, file('parts.qgan'));
  assert.equal(model.range.start.line, 1);
  const ring = await lead('ring(1)');
  const lines = fs.readFileSync(ring.uri.fsPath, 'utf8').split('\n');
  assert.match(lines[ring.range.start.line], /circuit ring/);
  assert.deepEqual(await editor.ask('Definition', 'provideDefinition', document, document.find('expval')), []);
}));

test('references, highlights and renames reach other files', () => session(async ({ client, file }) => {
  fs.writeFileSync(file('parts.qgan'), 'qgan 1.0;\nconst int SIZE = 2;\n');
  fs.writeFileSync(file('closed.qgan'), 'qgan 1.0;\ninclude "parts.qgan";\nconst int twice = SIZE * SIZE;\n');
  const document = editor.open(file('a.qgan'), 'qgan 1.0;\ninclude "parts.qgan";\nconst int more = SIZE + 1;\n');
  await errors(client, document);
  const place = document.find('SIZE', 2);
  const all = await editor.ask('Reference', 'provideReferences', document, place, { includeDeclaration: true });
  const uses = await editor.ask('Reference', 'provideReferences', document, place, { includeDeclaration: false });
  assert.deepEqual([all.length, uses.length], [4, 3]);
  const highlights = await editor.ask('DocumentHighlight', 'provideDocumentHighlights', document, place);
  assert.deepEqual(highlights.map(h => h.range.start), [document.find('SIZE')]);

  const prepared = await editor.ask('Rename', 'prepareRename', document, place);
  assert.equal(prepared.placeholder, 'SIZE');
  assert.deepEqual(prepared.range.start, document.find('SIZE'));
  const edit = await editor.ask('Rename', 'provideRenameEdits', document, place, 'COUNT');
  const changed = Object.fromEntries(edit.entries.map(([uri, edits]) => [uri.fsPath, edits.length]));
  assert.deepEqual(changed, { [file('a.qgan')]: 1, [file('parts.qgan')]: 1, [file('closed.qgan')]: 2 });
  for (const [, edits] of edit.entries) for (const e of edits) assert.equal(e.newText, 'COUNT');

  await assert.rejects(editor.ask('Rename', 'provideRenameEdits', document, place, 'model'), /keyword/);
  await assert.rejects(editor.ask('Rename', 'provideRenameEdits', document, place, 'more'), /already/);
  await assert.rejects(editor.ask('Rename', 'prepareRename', document, document.find('1;')), /name/);
}));

test('the outline', () => session(async ({ file }) => {
  const document = editor.open(file('a.qgan'), program);
  const symbols = await editor.ask('DocumentSymbol', 'provideDocumentSymbols', document);
  assert.deepEqual(symbols.map(s => [s.name, s.kind]), [['ent', 2], ['vqc', 11], ['Net', 4]]);
  assert.deepEqual(symbols[1].children.map(s => s.name), ['L', 'x', 'w', 'q']);
  assert.deepEqual(symbols[1].selectionRange.start, document.find('vqc'));
}));

test('colours of names, where they are, and none of what the grammar colours', () => session(async ({ file }) => {
  const document = editor.open(file('a.qgan'), program);
  const { data } = await editor.ask('DocumentSemanticTokens', 'provideDocumentSemanticTokens', document);
  const [, legend] = editor.providers.DocumentSemanticTokens[0];
  const found = [];
  let line = 0, column = 0;
  for (let i = 0; i < data.length; i += 5) {
    column = data[i] ? data[i + 1] : column + data[i + 1];
    line += data[i];
    const start = document.offsetAt({ line, character: column });
    found.push([document.text.slice(start, start + data[i + 2]), legend.tokenTypes[data[i + 3]]]);
  }
  assert.deepEqual(found.slice(0, 5), [
    ['ent', 'namespace'], ['vqc', 'function'], ['L', 'parameter'], ['n', 'parameter'], ['x', 'parameter'],
  ]);
  assert.deepEqual(found.filter(([text]) => text === 'ry'), [['ry', 'function'], ['ry', 'function']]);
  for (const [text] of found) assert.match(text, /^[A-Za-z_][A-Za-z0-9_]*$/);
  assert.ok(!found.some(([text]) => ['circuit', 'for', 'int', 'return'].includes(text)));
}));

test('shapes behind pipes', () => session(async ({ file }) => {
  const document = editor.open(file('a.qgan'), program);
  const whole = new api.Range(new api.Position(0, 0), document.positionAt(document.text.length));
  const hints = await editor.ask('InlayHints', 'provideInlayHints', document, whole);
  assert.deepEqual(hints.map(h => h.label.replaceAll(' ', '')), ['float[5]', 'float[2]']);
  assert.deepEqual(hints[0].position, document.find('vqc(3)', 6));
  const above = new api.Range(new api.Position(0, 0), new api.Position(4, 0));
  assert.deepEqual(await editor.ask('InlayHints', 'provideInlayHints', document, above), []);
}));

test('fixes mend the text', () => session(async ({ client, file }) => {
  const broken = program.replace('qubit[n] q;', 'qubit[n] q').replace('expval(Z) q;', 'expval(Z) q');
  const document = editor.open(file('a.qgan'), broken);
  const list = await errors(client, document);
  assert.deepEqual(codes(list), ['QG103', 'QG103']);
  const actions = await editor.ask(
    'CodeActions', 'provideCodeActions', document, list[0].range, { diagnostics: [list[0]], triggerKind: 1 });
  assert.deepEqual(actions.map(a => a.kind.value), ['quickfix']);
  const [[uri, edits]] = actions[0].edit.entries;
  assert.equal(uri.toString(), document.uri.toString());
  editor.apply(document, edits);
  assert.deepEqual(codes(await errors(client, document)), ['QG103']);

  const whole = new api.Range(new api.Position(0, 0), document.positionAt(document.text.length));
  const all = await editor.ask('CodeActions', 'provideCodeActions', document, whole,
    { diagnostics: [], only: api.CodeActionKind.Empty.append('source.fixAll'), triggerKind: 2 });
  assert.deepEqual(all.map(a => a.kind.value), ['source.fixAll']);
  editor.apply(document, all[0].edit.entries[0][1]);
  assert.deepEqual(await errors(client, document), []);
  assert.equal(document.text, program);
}));

test('lint findings follow, with actions that allow them', () => session(async ({ client, file }) => {
  const idle = 'circuit idle() -> float { qubit[2] q; h q[0]; return expval(Z) q[0]; }\n';
  const document = editor.open(file('a.qgan'), program.replace('model Net', `${idle}model Net`));
  editor.providers.InlayHints[0][0].onDidChangeInlayHints(() => assert.fail('hints are the same'));
  assert.deepEqual(await errors(client, document), []);
  const [finding] = await until('they come', () => editor.findings(document).length && editor.findings(document));
  assert.ok(finding.severity > 0);
  const actions = await editor.ask(
    'CodeActions', 'provideCodeActions', document, finding.range, { diagnostics: [finding], triggerKind: 1 });
  const allow = actions.find(action => action.edit.entries[0][1].some(e => e.newText.includes('qgan:allow')));
  editor.apply(document, allow.edit.entries[0][1]);
  await errors(client, document);
  await until('it is allowed', () => !editor.findings(document).some(
    other => other.code === finding.code && other.message === finding.message));
}));

test('formatting, and a word where it cannot be', () => session(async ({ file }) => {
  const document = editor.open(file('a.qgan'), program.replace('z |> vqc(3)', 'z|>vqc( 3 )'));
  const options = { tabSize: 2, insertSpaces: true };
  const format = () => editor.ask('DocumentFormattingEdit', 'provideDocumentFormattingEdits', document, options);
  editor.apply(document, await format());
  assert.match(document.text, /z \|> vqc\(3\)/);
  assert.deepEqual(await format(), []);
  editor.edit(document, [0, 4, '']);
  assert.deepEqual(await format(), []);
  assert.match(editor.messages.at(-1).message, /syntax/);
}));
