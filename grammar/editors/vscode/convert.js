'use strict';
// Values of the protocol as values of the editor, and back. Both count lines from 0 and columns in UTF-16 units.

const vscode = require('vscode');

const uri = text => vscode.Uri.parse(text);
const position = p => new vscode.Position(p.line, p.character);
const range = r => new vscode.Range(position(r.start), position(r.end));
const location = l => new vscode.Location(uri(l.uri), range(l.range));
const textEdit = e => new vscode.TextEdit(range(e.range), e.newText);

const plainPosition = p => ({ line: p.line, character: p.character });
const plainRange = r => ({ start: plainPosition(r.start), end: plainPosition(r.end) });

/** Text of the protocol, marked up or plain, as the editor shows it. */
function markup(text) {
  if (typeof text === 'string') return text;
  return text.kind === 'markdown' ? new vscode.MarkdownString(text.value) : text.value;
}

function diagnostic(d) {
  // The protocol counts severities from 1, the editor from 0; kinds of symbols, completions and highlights likewise.
  const result = new vscode.Diagnostic(range(d.range), d.message, (d.severity ?? 1) - 1);
  result.source = d.source;
  result.code = d.codeDescription ? { value: d.code, target: uri(d.codeDescription.href) } : d.code;
  result.tags = d.tags;
  result.relatedInformation = d.relatedInformation?.map(
    related => new vscode.DiagnosticRelatedInformation(location(related.location), related.message));
  return result;
}

/** A diagnostic of the editor, as a request for code actions names it. */
function plainDiagnostic(d) {
  const code = typeof d.code === 'object' ? d.code?.value : d.code;
  return { range: plainRange(d.range), message: d.message, severity: d.severity + 1, source: d.source, code };
}

function completionItem(item) {
  const result = new vscode.CompletionItem(item.label, (item.kind ?? 1) - 1);
  result.detail = item.detail;
  result.documentation = item.documentation === undefined ? undefined : markup(item.documentation);
  result.sortText = item.sortText;
  result.filterText = item.filterText;
  const text = item.textEdit?.newText ?? item.insertText ?? item.label;
  result.insertText = item.insertTextFormat === 2 ? new vscode.SnippetString(text) : text;
  if (item.textEdit) result.range = range(item.textEdit.range ?? item.textEdit.replace);
  // What comes behind `label: ` is what one wants to see next.
  if (text.endsWith(': ')) result.command = { command: 'editor.action.triggerSuggest', title: 'Suggest' };
  return result;
}

function documentSymbol(s) {
  const result = new vscode.DocumentSymbol(
    s.name, s.detail ?? '', s.kind - 1, range(s.range), range(s.selectionRange));
  result.children = (s.children ?? []).map(documentSymbol);
  return result;
}

function inlayHint(h) {
  const label = typeof h.label === 'string' ? h.label : h.label.map(part => part.value).join('');
  const result = new vscode.InlayHint(position(h.position), label, h.kind);
  result.paddingLeft = h.paddingLeft;
  result.paddingRight = h.paddingRight;
  result.tooltip = h.tooltip === undefined ? undefined : markup(h.tooltip);
  return result;
}

function workspaceEdit(edit) {
  const result = new vscode.WorkspaceEdit();
  for (const [address, edits] of Object.entries(edit.changes ?? {})) result.set(uri(address), edits.map(textEdit));
  for (const change of edit.documentChanges ?? []) {
    if (change.textDocument) result.set(uri(change.textDocument.uri), change.edits.map(textEdit));
  }
  return result;
}

const codeActionKind = kind => vscode.CodeActionKind.Empty.append(kind);

function codeAction(action) {
  const result = new vscode.CodeAction(action.title, action.kind && codeActionKind(action.kind));
  if (action.edit) result.edit = workspaceEdit(action.edit);
  result.isPreferred = action.isPreferred;
  result.diagnostics = action.diagnostics?.map(diagnostic);
  return result;
}

/** What a regular expression can tell apart as well; there the grammar's finer scopes are left to show. */
const LEXICAL = new Set(['keyword', 'type', 'operator', 'number', 'string', 'comment']);

/** Tokens of the protocol without those of `LEXICAL`; each is a line and a column, relative, length, type, modifiers. */
function semanticTokens(data, types) {
  const kept = [];
  let line = 0, column = 0, lastLine = 0, lastColumn = 0;
  for (let i = 0; i + 4 < data.length; i += 5) {
    column = data[i] ? data[i + 1] : column + data[i + 1];
    line += data[i];
    if (LEXICAL.has(types[data[i + 3]])) continue;
    kept.push(line - lastLine, line === lastLine ? column - lastColumn : column, ...data.slice(i + 2, i + 5));
    lastLine = line;
    lastColumn = column;
  }
  return new vscode.SemanticTokens(new Uint32Array(kept));
}

module.exports = {
  uri, position, range, location, textEdit, plainPosition, plainRange, markup, diagnostic, plainDiagnostic,
  completionItem, documentSymbol, inlayHint, workspaceEdit, codeActionKind, codeAction, semanticTokens,
};
