'use strict';
// The life of the server: started, initialized, started again when it crashes, stopped.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const vscode = require('vscode');
const convert = require('./convert');
const { Connection } = require('./connection');
const { Documents, plainFolder } = require('./documents');
const { SELECTOR, registerProviders } = require('./providers');

/** Milliseconds before the server is started again; after one crash more within `CRASH_MEMORY` it is given up. */
const DELAYS = [500, 1000, 2000, 4000];
const CRASH_MEMORY = 3 * 60 * 1000;
const INITIALIZE_LIMIT = 20 * 1000;

class Client {
  constructor(delays = DELAYS) {
    this.delays = delays;
    this.crashes = [];
    /** `stopped`, `starting`, `running`, `waiting` (to start again) or `failed`. */
    this.state = 'stopped';
    this.features = [];
    this.turn = Promise.resolve();
    this.output = vscode.window.createOutputChannel('qganc');
    this.status = vscode.languages.createLanguageStatusItem('qganc', SELECTOR);
    this.status.name = 'qganc';
    this.status.command = { command: 'qganc.showOutput', title: 'Show output' };
    this.diagnostics = vscode.languages.createDiagnosticCollection('qganc');
    this.refreshed = new vscode.EventEmitter();
    this.documents = new Documents();
  }

  /** Starts the server; what goes wrong is shown to the user, not thrown. */
  async start() {
    clearTimeout(this.timer);
    const command = this.#command();
    const folder = vscode.workspace.workspaceFolders?.find(f => f.uri.scheme === 'file')?.uri.fsPath;
    this.#show('starting', command);
    this.#log(`starting ${command} lsp`);
    const connection = new Connection(command, ['lsp'], folder && fs.existsSync(folder) ? folder : undefined, {
      notified: (method, params) => this.connection === connection && this.#notified(method, params),
      asked: () => undefined,
      printed: text => this.output.append(text),
      ended: reason => this.connection === connection && this.#ended(reason, command),
    });
    this.connection = connection;
    const limit = setTimeout(() => {
      this.#log('no answer to `initialize`');
      connection.kill();
    }, INITIALIZE_LIMIT);
    let answer;
    try {
      answer = await connection.request('initialize', initializeParameters());
    } catch (error) {
      this.#log(`initialize: ${error.message}`);
      connection.kill();
    } finally {
      clearTimeout(limit);
    }
    if (!answer || this.connection !== connection || connection.isOver) return;
    connection.notify('initialized', {});
    const { capabilities, serverInfo } = answer;
    this.features = registerProviders(
      connection, capabilities, this.refreshed.event, line => this.#log(line));
    this.documents.attach(connection, capabilities);
    this.#show('running', serverInfo?.version);
    this.#log(`running${serverInfo ? `: ${serverInfo.name} ${serverInfo.version}` : ''}`);
  }

  async stop() {
    clearTimeout(this.timer);
    const { connection } = this;
    this.connection = undefined;
    this.#forget();
    this.#show('stopped');
    await connection?.stop();
  }

  /** A start on the user's word: earlier crashes do not count. */
  restart() {
    this.turn = this.turn.then(async () => {
      await this.stop();
      this.crashes = [];
      await this.start();
    });
    return this.turn;
  }

  async dispose() {
    const stopped = this.stop();
    for (const part of [this.documents, this.diagnostics, this.refreshed, this.status]) part.dispose();
    await stopped;
    this.output.dispose();
  }

  /** The setting `qganc.path`, with `~` for the home folder. */
  #command() {
    const set = vscode.workspace.getConfiguration('qganc').get('path')?.trim() || 'qganc';
    return set.startsWith('~/') ? path.join(os.homedir(), set.slice(2)) : set;
  }

  #notified(method, params) {
    if (method === 'window/logMessage' || method === 'window/showMessage') return this.#log(params.message);
    if (method !== 'textDocument/publishDiagnostics') return;
    const current = this.documents.versions.get(params.uri);
    // Those of an older text would stand in wrong places, and newer ones are on their way.
    if (current !== undefined && params.version !== undefined && params.version < current) return;
    this.diagnostics.set(convert.uri(params.uri), params.diagnostics.map(convert.diagnostic));
    if (current === undefined) return;
    // Checked again without a change of its text but of another, which it may include: types and shapes may be others.
    const { checked, changes } = this.documents;
    const last = checked.get(params.uri);
    if (last?.version === current && last.changes !== changes) this.refreshed.fire();
    checked.set(params.uri, { version: current, changes });
  }

  #ended({ missing, message }, command) {
    this.connection = undefined;
    this.#forget();
    this.#log(`${command} lsp: ${message}`);
    if (missing) {
      this.#show('failed', `${command} was not found`);
      return this.#complain(
        `\`${command}\` was not found, so .qgan files have colours only. Install qganc (\`make install\` in its `
        + 'repository), or give the path of its file in the setting `qganc.path`.', 'Open Setting');
    }
    const now = Date.now();
    this.crashes = this.crashes.filter(time => now - time < CRASH_MEMORY);
    const delay = this.delays[this.crashes.length];
    this.crashes.push(now);
    if (delay === undefined) {
      this.#show('failed', message);
      return this.#complain(
        `The language server \`${command} lsp\` has stopped ${this.crashes.length} times in a row (${message}) and `
        + 'is not started again. Its output says more.', 'Restart');
    }
    this.#show('waiting', message);
    this.timer = setTimeout(() => this.start(), delay);
  }

  /** Takes back what a server that is gone has brought. */
  #forget() {
    this.documents.detach();
    for (const feature of this.features) feature.dispose();
    this.features = [];
    this.diagnostics.clear();
  }

  async #complain(message, remedy) {
    const choice = await vscode.window.showErrorMessage(message, remedy, 'Show Output');
    if (choice === 'Open Setting') vscode.commands.executeCommand('workbench.action.openSettings', 'qganc.path');
    if (choice === 'Restart') this.restart();
    if (choice === 'Show Output') this.output.show();
  }

  #show(state, detail) {
    this.state = state;
    this.status.text = state === 'running' ? 'qganc' : `qganc: ${state}`;
    this.status.detail = detail;
    this.status.busy = state === 'starting' || state === 'waiting';
    this.status.severity = state === 'failed'
      ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
  }

  #log(line) {
    this.output.appendLine(`[${new Date().toISOString()}] ${line}`);
  }
}

/** What the client says about itself. */
function initializeParameters() {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return {
    processId: process.pid,
    clientInfo: { name: vscode.env.appName, version: vscode.version },
    rootUri: folders[0]?.uri.toString() ?? null,
    workspaceFolders: folders.map(plainFolder),
    capabilities: {
      general: { positionEncodings: ['utf-16'] },
      workspace: { workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: false } },
      textDocument: {
        synchronization: { didSave: false },
        publishDiagnostics: {
          relatedInformation: true, versionSupport: true, codeDescriptionSupport: true,
          tagSupport: { valueSet: [1, 2] },
        },
        hover: { contentFormat: ['markdown', 'plaintext'] },
        completion: {
          contextSupport: true,
          completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'] },
        },
        rename: { prepareSupport: true },
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
        codeAction: {
          isPreferredSupport: true,
          codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source', 'source.fixAll'] } },
        },
        inlayHint: {}, definition: {}, references: {}, documentHighlight: {}, formatting: {},
        semanticTokens: {
          requests: { full: true }, tokenTypes: [], tokenModifiers: [], formats: ['relative'],
          augmentsSyntaxTokens: true,
        },
      },
    },
  };
}

module.exports = { Client };
