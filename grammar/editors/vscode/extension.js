'use strict';
// Called by the editor when the first .qgan document is opened, and when it ends.

const vscode = require('vscode');
const { Client } = require('./client');

let client;

async function activate(context) {
  client = new Client();
  context.subscriptions.push(
    vscode.commands.registerCommand('qganc.restart', () => client.restart()),
    vscode.commands.registerCommand('qganc.showOutput', () => client.output.show()),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('qganc.path')) client.restart();
    }));
  await client.start();
  return client;
}

async function deactivate() {
  await client?.dispose();
  client = undefined;
}

module.exports = { activate, deactivate };
