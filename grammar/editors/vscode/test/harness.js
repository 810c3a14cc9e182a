'use strict';
// A session of the editor with the extension and the real server, which the variable QGANC names.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { api, editor, install } = require('./fake-vscode');

install();
const extension = require('../extension');

const qganc = process.env.QGANC;
if (!qganc) throw new Error('QGANC must be the path of qganc');

/** Waits until `condition` gives something. The limit is only against hanging for ever. */
async function until(what, condition) {
  const limit = Date.now() + 120_000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > limit) throw new Error(`waited in vain until ${what}; the output:\n${editor.output}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** Runs `body` with the extension activated and a folder as the workspace; `command` is the setting `qganc.path`. */
async function session(body, command = qganc) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'qgan-vscode-')));
  Object.assign(editor, {
    settings: { 'qganc.path': command }, documents: [], folders: [folder], messages: [], output: '', executed: [],
    watchers: [],
  });
  process.env.XDG_CACHE_HOME = path.join(folder, '.cache');
  const context = { subscriptions: [] };
  const client = await extension.activate(context);
  try {
    await body({ client, folder, file: name => path.join(folder, name) });
  } finally {
    await extension.deactivate();
    for (const subscription of context.subscriptions) subscription.dispose();
    fs.rmSync(folder, { recursive: true });
  }
}

/** Waits for the errors in the present text of a document. What lint rules say comes later, and is no error. */
async function errors(client, document) {
  const { checked } = client.documents;
  await until('findings come', () => checked.get(document.uri.toString())?.version === document.version);
  return editor.findings(document).filter(finding => finding.severity === 0);
}

const codes = list => list.map(finding => finding.code);

module.exports = { api, editor, extension, qganc, until, session, errors, codes };
