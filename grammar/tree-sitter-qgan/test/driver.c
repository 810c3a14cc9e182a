// Parses files with the generated parser and prints what the test of the grammars compares.
//
// First a line `symbol TEXT` for each keyword and sign of the grammar. Then for each file of the command line `file NAME`,
// `leaf START END` for each token (bytes; comments left out), and `error BYTE` where nothing could be made of the text. With
// `--trees` in front, a line `tree S-EXPRESSION` in place of the tokens. With `--query` the files are queries: `query PATTERNS` or
// `error BYTE`.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_qgan(void);

static void print_leaves(TSNode node) {
  const char *type = ts_node_type(node);
  uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  if (strcmp(type, "ERROR") == 0 || ts_node_is_missing(node)) printf("error %u\n", start);
  if (strcmp(type, "comment") == 0 || strcmp(type, "doc_comment") == 0) return;
  uint32_t count = ts_node_child_count(node);
  if (count == 0 && end > start) printf("leaf %u %u\n", start, end);
  for (uint32_t i = 0; i < count; i++) print_leaves(ts_node_child(node, i));
}

int main(int argc, char **argv) {
  const TSLanguage *language = tree_sitter_qgan();
  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, language)) return 2;
  int trees = argc > 1 && strcmp(argv[1], "--trees") == 0;
  int queries = argc > 1 && strcmp(argv[1], "--query") == 0;
  for (uint32_t i = 0; i < ts_language_symbol_count(language); i++) {
    if (ts_language_symbol_type(language, (TSSymbol)i) == TSSymbolTypeAnonymous) {
      printf("symbol %s\n", ts_language_symbol_name(language, (TSSymbol)i));
    }
  }
  for (int i = trees || queries ? 2 : 1; i < argc; i++) {
    FILE *file = fopen(argv[i], "rb");
    if (!file) return 3;
    char *text = NULL;
    size_t size = 0, read;
    do {
      text = realloc(text, size + 65536);
      if (!text) return 4;
      read = fread(text + size, 1, 65536, file);
      size += read;
    } while (read > 0);
    fclose(file);
    if (queries) {
      uint32_t offset = 0;
      TSQueryError problem;
      TSQuery *query = ts_query_new(language, text, (uint32_t)size, &offset, &problem);
      if (query) printf("query %u\n", ts_query_pattern_count(query));
      else printf("error %u\n", offset);
      if (query) ts_query_delete(query);
      free(text);
      continue;
    }
    TSTree *tree = ts_parser_parse_string(parser, NULL, text, (uint32_t)size);
    printf("file %s\n", argv[i]);
    TSNode root = ts_tree_root_node(tree);
    if (trees) {
      char *written = ts_node_string(root);
      printf("tree %s\n", written);
      free(written);
    } else {
      print_leaves(root);
    }
    ts_tree_delete(tree);
    free(text);
  }
  ts_parser_delete(parser);
  return 0;
}
