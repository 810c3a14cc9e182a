'use strict';
// The open documents, kept equal at the server: it is sent what changes, and after a restart whole texts again.

const vscode = require('vscode');
const convert = require('./convert');
const { SELECTOR } = require('./providers');

class Documents {
  constructor() {
    this.connection = undefined;
    /** Version that the server has, by address. */
    this.versions = new Map();
    /** Counts what the server is told of changes, of any file. */
    this.changes = 0;
    /** The version, and the count of changes then, that findings came for last, by address. */
    this.checked = new Map();
    this.watcher = vscode.workspace.createFileSystemWatcher('{**/*.qgan,**/qgan.toml}');
    const changedOnDisk = type => uri => this.#tell(
      'workspace/didChangeWatchedFiles', { changes: [{ uri: uri.toString(), type }] });
    this.subscriptions = [
      this.watcher,
      this.watcher.onDidCreate(changedOnDisk(1)),
      this.watcher.onDidChange(changedOnDisk(2)),
      this.watcher.onDidDelete(changedOnDisk(3)),
      vscode.workspace.onDidOpenTextDocument(document => this.#opened(document)),
      vscode.workspace.onDidChangeTextDocument(event => this.#changed(event)),
      vscode.workspace.onDidCloseTextDocument(document => this.#closed(document)),
      vscode.workspace.onDidChangeWorkspaceFolders(event => this.connection?.notify(
        'workspace/didChangeWorkspaceFolders',
        { event: { added: event.added.map(plainFolder), removed: event.removed.map(plainFolder) } })),
    ];
  }

  /** Tells a server that has just started of all open documents, and from now on of what changes. */
  attach(connection, capabilities) {
    this.connection = connection;
    const sync = capabilities.textDocumentSync;
    this.isIncremental = (sync?.change ?? sync) === 2;
    for (const document of vscode.workspace.textDocuments) this.#opened(document);
  }

  detach() {
    this.connection = undefined;
    this.versions.clear();
    this.checked.clear();
  }

  dispose() {
    this.detach();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  #opened(document) {
    const uri = document.uri.toString();
    if (!this.connection || this.versions.has(uri) || !vscode.languages.match(SELECTOR, document)) return;
    this.versions.set(uri, document.version);
    this.#tell('textDocument/didOpen', {
      textDocument: { uri, languageId: document.languageId, version: document.version, text: document.getText() },
    });
  }

  #changed({ document, contentChanges }) {
    const uri = document.uri.toString();
    // Without a change of the text it is about whether the document is saved.
    if (!this.versions.has(uri) || contentChanges.length === 0) return;
    this.versions.set(uri, document.version);
    this.#tell('textDocument/didChange', {
      textDocument: { uri, version: document.version },
      // The editor lists them from the last in the text to the first: each is right in what those before it leave.
      contentChanges: this.isIncremental
        ? contentChanges.map(change => ({ range: convert.plainRange(change.range), text: change.text }))
        : [{ text: document.getText() }],
    });
  }

  #closed(document) {
    const uri = document.uri.toString();
    this.checked.delete(uri);
    if (!this.versions.delete(uri)) return;
    this.#tell('textDocument/didClose', { textDocument: { uri } });
  }

  #tell(method, params) {
    this.changes++;
    this.connection?.notify(method, params);
  }
}

const plainFolder = folder => ({ uri: folder.uri.toString(), name: folder.name });

module.exports = { Documents, plainFolder };
