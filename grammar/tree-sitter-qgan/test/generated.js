'use strict';
// Checks that src/grammar.json, which the parser is generated from, is what grammar.js says: evaluates grammar.js with
// functions of our own for tree-sitter's, and compares.

const assert = require('node:assert/strict');

const rule = value => {
  if (typeof value === 'string') return { type: 'STRING', value };
  return value instanceof RegExp ? { type: 'PATTERN', value: value.source } : value;
};
const prec = type => (value, content) => ({ type, value, content: rule(content) });

Object.assign(globalThis, {
  seq: (...members) => ({ type: 'SEQ', members: members.map(rule) }),
  choice: (...members) => ({ type: 'CHOICE', members: members.map(rule) }),
  repeat: content => ({ type: 'REPEAT', content: rule(content) }),
  optional: content => ({ type: 'CHOICE', members: [rule(content), { type: 'BLANK' }] }),
  field: (name, content) => ({ type: 'FIELD', name, content: rule(content) }),
  token: content => ({ type: 'TOKEN', content: rule(content) }),
  prec: Object.assign(prec('PREC'), { left: prec('PREC_LEFT'), right: (...values) => (
    values.length === 1 ? prec('PREC_RIGHT')(0, values[0]) : prec('PREC_RIGHT')(...values)) }),
  grammar(options) {
    const $ = new Proxy({}, { get: (_, name) => ({ type: 'SYMBOL', name }) });
    const names = list => list($).map(symbol => symbol.name);
    return {
      name: options.name,
      word: options.word($).name,
      rules: Object.fromEntries(Object.entries(options.rules).map(([name, make]) => [name, rule(make($))])),
      extras: options.extras($).map(rule),
      conflicts: options.conflicts($).map(list => list.map(symbol => symbol.name)),
      precedences: [],
      externals: [],
      inline: names(options.inline),
      supertypes: [],
    };
  },
});

assert.deepEqual(require('../src/grammar.json'), require('../grammar.js'));
// The first rule is where parsing begins.
assert.deepEqual(Object.keys(require('../src/grammar.json').rules), Object.keys(require('../grammar.js').rules));
