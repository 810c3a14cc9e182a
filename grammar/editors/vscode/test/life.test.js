'use strict';
// The server is started, found or not, crashes, comes back, and ends with the editor.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { api, editor, extension, qganc, session, errors, codes, until } = require('./harness');
const { Client } = require('../client');
const manifest = require('../package.json');

const wrong = 'qgan 1.0;\nconst int n = m;\n';
const running = process => process.exitCode === null && process.signalCode === null;

test('a killed server comes back and knows the open documents as they are', () => session(async ({ client, file }) => {
  const document = editor.open(file('a.qgan'), wrong);
  assert.deepEqual(codes(await errors(client, document)), ['QG201']);
  const first = client.connection.process;
  first.kill('SIGKILL');
  await until('the end is noticed', () => client.state === 'waiting');
  assert.equal(editor.diagnostics.size, 0);
  assert.deepEqual(editor.providers.Hover, []);
  // Edited, opened and closed while there is no server.
  editor.edit(document, [wrong.indexOf('m;'), wrong.length, 'p + r;\n']);
  const other = editor.open('draft', 'qgan 1.0;\nconst int k = s;\n');
  editor.close(editor.open('gone', wrong));
  await until('it runs again', () => client.state === 'running');
  assert.notEqual(client.connection.process.pid, first.pid);
  assert.deepEqual(codes(await errors(client, document)), ['QG201', 'QG201']);
  assert.deepEqual(codes(await errors(client, other)), ['QG201']);
  assert.equal(client.documents.versions.size, 2);
  editor.edit(document, [0, document.text.length, 'qgan 1.0;\nconst int n = 1;\n']);
  assert.deepEqual(await errors(client, document), []);
  assert.equal(editor.messages.length, 0);
}));

test('a request that the server\'s end cuts off gives nothing', () => session(async ({ client, file }) => {
  const document = editor.open(file('a.qgan'), wrong);
  await errors(client, document);
  client.connection.process.kill('SIGSTOP');
  const hover = editor.ask('Hover', 'provideHover', document, document.find('n'));
  client.connection.process.kill('SIGKILL');
  assert.equal(await hover, undefined);
}));

test('a server that keeps ending is given up, with a way back', () => session(async ({ folder }) => {
  const script = path.join(folder, 'ends');
  fs.writeFileSync(script, '#!/bin/sh\necho a reason >&2\nexit 5\n', { mode: 0o755 });
  editor.settings['qganc.path'] = script;
  const client = new Client([1, 1]);
  await client.start();
  await until('it is given up', () => client.state === 'failed');
  await until('it is said', () => editor.messages.length);
  assert.match(editor.messages[0].message, /stopped 3 times.*code 5/);
  assert.deepEqual(editor.messages[0].buttons, ['Restart', 'Show Output']);
  assert.equal(editor.output.split('a reason').length, 4);
  editor.settings['qganc.path'] = qganc;
  await client.restart();
  assert.equal(client.state, 'running');
  await client.dispose();
}));

test('without qganc a message says what to do, and the setting helps at once', () => session(async ({ client }) => {
  await until('it fails', () => client.state === 'failed');
  await until('it is said', () => editor.messages.length);
  assert.match(editor.messages[0].message, /`no-such-program` was not found.*make install.*qganc\.path/);
  assert.deepEqual(editor.messages[0].buttons, ['Open Setting', 'Show Output']);
  editor.set('qganc.path', qganc);
  await until('it runs', () => client.state === 'running');
  editor.choice = 'Open Setting';
  editor.set('qganc.path', 'no-such-program-either');
  await until('the setting is opened', () => editor.executed.length);
  assert.deepEqual(editor.executed[0], ['workbench.action.openSettings', 'qganc.path']);
}, 'no-such-program'));

test('the setting may begin with the home folder', () => session(async ({ client, folder, file }) => {
  fs.symlinkSync(qganc, file('my-qganc'));
  const { HOME } = process.env;
  process.env.HOME = folder;
  editor.set('qganc.path', ' ~/my-qganc ');
  await until('it runs', () => client.connection?.process.spawnfile === file('my-qganc') && client.state === 'running');
  process.env.HOME = HOME;
}));

test('a program that is no language server is given up', () => session(async () => {
  editor.settings['qganc.path'] = 'echo';
  const client = new Client([1]);
  await client.start();
  await until('it is given up', () => client.state === 'failed');
  await client.dispose();
}));

test('restarts leave one server and one provider of each kind', () => session(async ({ client, file }) => {
  const document = editor.open(file('a.qgan'), wrong);
  const first = client.connection.process;
  await Promise.all([1, 2, 3].map(() => api.commands.executeCommand('qganc.restart')));
  assert.equal(client.state, 'running');
  assert.ok(!running(first));
  assert.equal(first.exitCode, 0);
  assert.deepEqual(codes(await errors(client, document)), ['QG201']);
  for (const list of Object.values(editor.providers)) assert.equal(list.length, 1);
}));

test('the server ends with the editor, of its own accord', async () => {
  let server;
  await session(async ({ client }) => { server = client.connection.process; });
  assert.equal(server.exitCode, 0);
  for (const list of Object.values(editor.providers)) assert.deepEqual(list, []);
  await extension.deactivate();
});

test('the manifest names what there is', () => {
  const root = path.join(__dirname, '..');
  const { contributes } = manifest;
  const files = [manifest.main, contributes.languages[0].configuration, contributes.grammars[0].path];
  for (const name of files) assert.ok(fs.existsSync(path.join(root, name)), name);
  return session(async () => {
    assert.deepEqual(
      Object.keys(api.commands.registered).sort(), contributes.commands.map(c => c.command).sort());
    assert.deepEqual(Object.keys(contributes.configuration.properties), ['qganc.path']);
  });
});
