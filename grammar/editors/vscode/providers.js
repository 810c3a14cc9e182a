'use strict';
// What the editor asks, passed on to the server: a provider for each thing that the server says it can do.

const vscode = require('vscode');
const convert = require('./convert');
const { ResponseError } = require('./connection');

const SELECTOR = [{ language: 'qgan', scheme: 'file' }, { language: 'qgan', scheme: 'untitled' }];

/**
 * Registers the providers for `capabilities`. `refreshed` is an event: what the editor shows of types and shapes is out
 * of date though the text is the same. `log` takes a line about a request that failed.
 */
function registerProviders(connection, capabilities, refreshed, log) {
  /** The answer about a document. */
  const ask = (method, document, more, token) => connection.request(
    `textDocument/${method}`, { textDocument: { uri: document.uri.toString() }, ...more }, token);
  /** The same, and nothing where the server cannot answer. */
  const tryAsk = async (method, ...rest) => {
    try {
      return await ask(method, ...rest) ?? undefined;
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      log(`${method}: ${error.message}`);
      return undefined;
    }
  };
  const at = position => ({ position: convert.plainPosition(position) });
  const list = (answer, item) => (answer === undefined ? [] : Array.isArray(answer) ? answer : [answer]).map(item);
  const { languages } = vscode;

  const features = {
    hoverProvider: () => languages.registerHoverProvider(SELECTOR, {
      async provideHover(document, position, token) {
        const hover = await tryAsk('hover', document, at(position), token);
        return hover && new vscode.Hover(convert.markup(hover.contents), hover.range && convert.range(hover.range));
      },
    }),

    completionProvider: ({ triggerCharacters = [] }) => languages.registerCompletionItemProvider(SELECTOR, {
      async provideCompletionItems(document, position, token, context) {
        const asked = { triggerKind: context.triggerKind + 1, triggerCharacter: context.triggerCharacter };
        const answer = await tryAsk('completion', document, { ...at(position), context: asked }, token);
        const items = Array.isArray(answer) ? answer : answer?.items ?? [];
        return new vscode.CompletionList(items.map(convert.completionItem), answer?.isIncomplete);
      },
    }, ...triggerCharacters),

    definitionProvider: () => languages.registerDefinitionProvider(SELECTOR, {
      async provideDefinition(document, position, token) {
        return list(await tryAsk('definition', document, at(position), token), convert.location);
      },
    }),

    referencesProvider: () => languages.registerReferenceProvider(SELECTOR, {
      async provideReferences(document, position, context, token) {
        const asked = { ...at(position), context: { includeDeclaration: context.includeDeclaration } };
        return list(await tryAsk('references', document, asked, token), convert.location);
      },
    }),

    documentHighlightProvider: () => languages.registerDocumentHighlightProvider(SELECTOR, {
      async provideDocumentHighlights(document, position, token) {
        return list(await tryAsk('documentHighlight', document, at(position), token),
          h => new vscode.DocumentHighlight(convert.range(h.range), (h.kind ?? 1) - 1));
      },
    }),

    // Why a rename cannot be is shown by the editor, so failures are passed on.
    renameProvider: ({ prepareProvider }) => languages.registerRenameProvider(SELECTOR, {
      async provideRenameEdits(document, position, newName, token) {
        const edit = await ask('rename', document, { ...at(position), newName }, token);
        return edit && convert.workspaceEdit(edit);
      },
      prepareRename: !prepareProvider ? undefined : async (document, position, token) => {
        const answer = await ask('prepareRename', document, at(position), token);
        if (!answer) throw new Error('there is nothing to rename here');
        return { range: convert.range(answer.range), placeholder: answer.placeholder };
      },
    }),

    documentSymbolProvider: () => languages.registerDocumentSymbolProvider(SELECTOR, {
      async provideDocumentSymbols(document, token) {
        return list(await tryAsk('documentSymbol', document, {}, token), convert.documentSymbol);
      },
    }),

    semanticTokensProvider: ({ legend }) => languages.registerDocumentSemanticTokensProvider(SELECTOR, {
      onDidChangeSemanticTokens: refreshed,
      async provideDocumentSemanticTokens(document, token) {
        const answer = await tryAsk('semanticTokens/full', document, {}, token);
        return answer && convert.semanticTokens(answer.data, legend.tokenTypes);
      },
    }, new vscode.SemanticTokensLegend(legend.tokenTypes, legend.tokenModifiers)),

    inlayHintProvider: () => languages.registerInlayHintsProvider(SELECTOR, {
      onDidChangeInlayHints: refreshed,
      async provideInlayHints(document, range, token) {
        const asked = { range: convert.plainRange(range) };
        return list(await tryAsk('inlayHint', document, asked, token), convert.inlayHint);
      },
    }),

    codeActionProvider: ({ codeActionKinds }) => languages.registerCodeActionsProvider(SELECTOR, {
      async provideCodeActions(document, range, context, token) {
        const asked = {
          range: convert.plainRange(range),
          context: {
            diagnostics: context.diagnostics.map(convert.plainDiagnostic),
            only: context.only && [context.only.value], triggerKind: context.triggerKind,
          },
        };
        return list(await tryAsk('codeAction', document, asked, token), convert.codeAction);
      },
    }, { providedCodeActionKinds: codeActionKinds?.map(convert.codeActionKind) }),

    documentFormattingProvider: () => languages.registerDocumentFormattingEditProvider(SELECTOR, {
      async provideDocumentFormattingEdits(document, options, token) {
        try {
          const asked = { options: { tabSize: options.tabSize, insertSpaces: options.insertSpaces } };
          return (await ask('formatting', document, asked, token) ?? []).map(convert.textEdit);
        } catch (error) {
          // Not a dialog: files are also formatted whenever they are saved.
          vscode.window.setStatusBarMessage(`qganc: ${error.message}`, 5000);
          return [];
        }
      },
    }),
  };

  return Object.entries(features).filter(([name]) => capabilities[name])
    .map(([name, register]) => register(capabilities[name]));
}

module.exports = { SELECTOR, registerProviders };
