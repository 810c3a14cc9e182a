'use strict';
// As much of the editor's API as the extension uses, and the editor's side of it: documents that are edited, providers
// that are asked, messages that are answered. `require('vscode')` gives this module once `install()` has been called.

const Module = require('node:module');
const path = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');

class Disposable {
  constructor(undo) { this.undo = undo; }
  dispose() {
    this.undo?.();
    this.undo = undefined;
  }
}

class EventEmitter {
  listeners = new Set();
  event = listener => {
    this.listeners.add(listener);
    return new Disposable(() => this.listeners.delete(listener));
  };
  fire(value) { for (const listener of [...this.listeners]) listener(value); }
  dispose() { this.listeners.clear(); }
}

class CancellationTokenSource {
  #cancelled = new EventEmitter();
  token = { isCancellationRequested: false, onCancellationRequested: this.#cancelled.event };
  cancel() {
    this.token.isCancellationRequested = true;
    this.#cancelled.fire();
  }
}

class Position {
  constructor(line, character) {
    if (!Number.isInteger(line) || !Number.isInteger(character) || line < 0 || character < 0) {
      throw new Error(`no position: ${line}, ${character}`);
    }
    Object.assign(this, { line, character });
  }
  isBefore(other) { return this.line < other.line || (this.line === other.line && this.character < other.character); }
}

class Range {
  constructor(a, b) {
    [this.start, this.end] = b.isBefore(a) ? [b, a] : [a, b];
  }
  contains(other) { return !other.start.isBefore(this.start) && !this.end.isBefore(other.end); }
}

class Uri {
  constructor(scheme, rest) { Object.assign(this, { scheme, rest }); }
  // Tests name files of the file system, and unsaved ones by a word.
  static file(file) { return new Uri('file', pathToFileURL(file).href.slice('file:'.length)); }
  static parse(text) {
    const [, scheme, rest] = /^([a-z]+):(.*)$/.exec(text);
    return scheme === 'file' ? Uri.file(fileURLToPath(text)) : new Uri(scheme, rest);
  }
  get fsPath() { return this.scheme === 'file' ? fileURLToPath(this.toString()) : this.rest; }
  toString() { return `${this.scheme}:${this.rest}`; }
}

class DocumentSymbol {
  constructor(name, detail, kind, range, selectionRange) {
    if (!name) throw new Error('name must not be falsy');
    if (!range.contains(selectionRange)) throw new Error('selectionRange must be contained in fullRange');
    Object.assign(this, { name, detail, kind, range, selectionRange, children: [] });
  }
}

class WorkspaceEdit {
  entries = [];
  set(uri, edits) { this.entries.push([uri, edits]); }
}

class CodeActionKind {
  static Empty = new CodeActionKind('');
  constructor(value) { this.value = value; }
  append(parts) { return new CodeActionKind(this.value ? `${this.value}.${parts}` : parts); }
}

/** A class whose constructor keeps its arguments under the given names. */
const record = (...names) => class {
  constructor(...values) { names.forEach((name, i) => { this[name] = values[i]; }); }
};

/** An open document. */
class Document {
  constructor(uri, text, languageId = 'qgan') {
    Object.assign(this, { uri, text, languageId, version: 1 });
  }
  getText() { return this.text; }
  /** Offset of each line's first unit. */
  get #starts() {
    const starts = [0];
    for (const match of this.text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
    return starts;
  }
  offsetAt({ line, character }) {
    const starts = this.#starts;
    if (line >= starts.length) return this.text.length;
    const end = line + 1 < starts.length ? starts[line + 1] : this.text.length;
    return Math.min(starts[line] + character, end);
  }
  positionAt(offset) {
    const starts = this.#starts;
    let line = starts.length - 1;
    while (starts[line] > offset) line--;
    return new Position(line, offset - starts[line]);
  }
  /** The place where `needle` begins, or `more` units behind. */
  find(needle, more = 0) {
    const found = this.text.indexOf(needle);
    if (found < 0) throw new Error(`no ${needle}`);
    return this.positionAt(found + more);
  }
}

const events = Object.fromEntries(
  ['Open', 'Change', 'Close', 'Configuration', 'Folders'].map(name => [name, new EventEmitter()]));

/** What tests see and set. */
const editor = {
  Document, CancellationTokenSource,
  settings: {}, documents: [], folders: [], providers: {}, diagnostics: new Map(), messages: [], output: '',
  watchers: [],
  /** The button that the next message's user presses. */
  choice: undefined,
  executed: [],
  /** Opens a document; `where` is a path or, without a slash, the name of an unsaved one. */
  open(where, text, languageId) {
    const uri = where.includes('/') ? Uri.file(where) : new Uri('untitled', where);
    const document = new Document(uri, text, languageId);
    editor.documents.push(document);
    events.Open.fire(document);
    return document;
  },
  /** The editor may tell of a document that was there when the extension was activated. */
  openAgain: document => events.Open.fire(document),
  /** Changes a document by `[start, end, text]`, offsets in the text before, as one event. */
  edit(document, ...changes) {
    const contentChanges = [...changes].sort((a, b) => b[0] - a[0]).map(([start, end, text]) => {
      const range = new Range(document.positionAt(start), document.positionAt(end));
      return { range, rangeOffset: start, rangeLength: end - start, text };
    });
    for (const { rangeOffset, rangeLength, text } of contentChanges) {
      document.text = document.text.slice(0, rangeOffset) + text + document.text.slice(rangeOffset + rangeLength);
    }
    document.version++;
    events.Change.fire({ document, contentChanges });
  },
  /** Makes the edits that a provider gave. */
  apply(document, edits) {
    editor.edit(document, ...edits.map(
      e => [document.offsetAt(e.range.start), document.offsetAt(e.range.end), e.newText]));
  },
  save(document) { events.Change.fire({ document, contentChanges: [] }); },
  close(document) {
    editor.documents.splice(editor.documents.indexOf(document), 1);
    events.Close.fire(document);
  },
  set(key, value) {
    editor.settings[key] = value;
    events.Configuration.fire({ affectsConfiguration: section => section === key });
  },
  findings: document => editor.diagnostics.get(document.uri.toString()) ?? [],
  /** Asks the provider of a kind, which must be the only one. */
  ask(kind, method, ...values) {
    const [provider, ...others] = editor.providers[kind] ?? [];
    if (!provider || others.length) throw new Error(`${others.length} more than one provider of ${kind}`);
    return provider[0][method](...values, new CancellationTokenSource().token);
  },
};

const register = kind => (selector, ...provider) => {
  (editor.providers[kind] ??= []).push(provider);
  return new Disposable(() => {
    editor.providers[kind] = editor.providers[kind].filter(other => other !== provider);
  });
};

const api = {
  version: 'test', env: { appName: 'test' },
  Position, Range, Uri, EventEmitter, Disposable, DocumentSymbol, WorkspaceEdit,
  Location: record('uri', 'range'), TextEdit: record('range', 'newText'), Hover: record('contents', 'range'),
  MarkdownString: record('value'), SnippetString: record('value'), Diagnostic: record('range', 'message', 'severity'),
  DiagnosticRelatedInformation: record('location', 'message'), CompletionItem: record('label', 'kind'),
  CompletionList: record('items', 'isIncomplete'), DocumentHighlight: record('range', 'kind'),
  InlayHint: record('position', 'label', 'kind'), CodeAction: record('title', 'kind'), CodeActionKind,
  SemanticTokens: record('data'), SemanticTokensLegend: record('tokenTypes', 'tokenModifiers'),
  LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
  languages: {
    createDiagnosticCollection: () => ({
      set: (uri, list) => editor.diagnostics.set(uri.toString(), list),
      clear: () => editor.diagnostics.clear(), dispose: () => editor.diagnostics.clear(),
    }),
    createLanguageStatusItem: () => ({ dispose() {} }),
    match: (selector, document) => selector.some(
      filter => filter.language === document.languageId && filter.scheme === document.uri.scheme) ? 10 : 0,
    ...Object.fromEntries(['Hover', 'CompletionItem', 'Definition', 'Reference', 'DocumentHighlight', 'Rename',
      'DocumentSymbol', 'DocumentSemanticTokens', 'InlayHints', 'CodeActions', 'DocumentFormattingEdit',
    ].map(kind => [`register${kind}Provider`, register(kind)])),
  },
  workspace: {
    get textDocuments() { return editor.documents; },
    get workspaceFolders() {
      return editor.folders.map(folder => ({ uri: Uri.file(folder), name: path.basename(folder) }));
    },
    onDidOpenTextDocument: events.Open.event, onDidChangeTextDocument: events.Change.event,
    onDidCloseTextDocument: events.Close.event, onDidChangeConfiguration: events.Configuration.event,
    onDidChangeWorkspaceFolders: events.Folders.event,
    getConfiguration: section => ({ get: key => editor.settings[`${section}.${key}`] }),
    createFileSystemWatcher() {
      const emitters = { create: new EventEmitter(), change: new EventEmitter(), delete: new EventEmitter() };
      editor.watchers.push(emitters);
      return {
        onDidCreate: emitters.create.event, onDidChange: emitters.change.event, onDidDelete: emitters.delete.event,
        dispose() {},
      };
    },
  },
  window: {
    createOutputChannel: () => ({
      append(text) { editor.output += text; },
      appendLine(text) { editor.output += `${text}\n`; },
      show() {},
      dispose() {},
    }),
    async showErrorMessage(message, ...buttons) {
      editor.messages.push({ message, buttons });
      const { choice } = editor;
      editor.choice = undefined;
      return buttons.includes(choice) ? choice : undefined;
    },
    setStatusBarMessage(message) { editor.messages.push({ message, buttons: [] }); },
  },
  commands: {
    registered: {},
    registerCommand(name, run) {
      api.commands.registered[name] = run;
      return new Disposable(() => delete api.commands.registered[name]);
    },
    async executeCommand(name, ...values) {
      editor.executed.push([name, ...values]);
      return api.commands.registered[name]?.(...values);
    },
  },
};

function install() {
  const load = Module._load;
  Module._load = (request, ...rest) => (request === 'vscode' ? api : load(request, ...rest));
}

module.exports = { api, editor, install };
