// Syntax of .qgan for tree-sitter; grammar/qgan.ebnf is the authority, and a test holds the two together.

const PREC = { or: 1, and: 2, compare: 3, add: 4, multiply: 5, unary: 6, power: 7 };

// Every keyword but `every` may be a label or a key.
const WORDS = [
  'as', 'angle', 'barrier', 'bool', 'circuit', 'config', 'const', 'ctrl', 'dataset', 'else', 'expval', 'false', 'float',
  'for', 'gate', 'if', 'in', 'include', 'input', 'int', 'inv', 'layer', 'model', 'negctrl', 'of', 'param', 'pow',
  'probs', 'qgan', 'qubit', 'return', 'sample', 'string', 'sweep', 'train', 'true', 'variant',
];

const list = rule => seq(rule, repeat(seq(',', rule)));
const listWithComma = rule => seq(list(rule), optional(','));

module.exports = grammar({
  name: 'qgan',

  word: $ => $.identifier,
  extras: $ => [/[ \t\r\n\uFEFF]/, $.doc_comment, $.comment],
  inline: $ => [$._declaration, $._name],
  conflicts: $ => [],

  rules: {
    source_file: $ => seq($.version, repeat($._declaration)),
    version: $ => seq('qgan', $.number, ';'),
    _declaration: $ => choice(
      $.include, $.constant, $.gate, $.circuit, $.model, $.dataset, $.train, $.variant, $.sweep),

    include: $ => seq(
      'include', field('path', $.string), optional(seq('as', field('alias', $.identifier))), ';'),
    constant: $ => seq(
      choice('const', 'config'), field('type', $.type), field('name', $.identifier), '=',
      field('value', $._expression), ';'),
    gate: $ => seq(
      'gate', field('name', $.identifier), optional(field('angles', $.angles)), field('qubits', $.names),
      field('body', $.block)),
    angles: $ => seq('(', optional(list($.identifier)), ')'),
    circuit: $ => seq(
      'circuit', field('name', $.identifier), field('parameters', $.parameters),
      choice(seq('->', field('result', $.type)), list($.register)), field('body', $.block)),
    model: $ => seq(
      'model', field('name', $.identifier), field('parameters', $.parameters),
      optional(seq('->', field('result', $.type))), field('body', $.block)),

    dataset: $ => seq('dataset', field('name', $.identifier), '{', repeat($.property), '}'),
    train: $ => seq('train', field('name', $.identifier), '{', repeat(choice($.property, $.every)), '}'),
    property: $ => seq(
      field('key', $.word), optional(field('qualifier', $.identifier)), ':', field('value', $._expression), ';'),
    every: $ => seq(
      'every', field('interval', $._expression), field('unit', $.identifier), '{', repeat($.action), '}'),
    action: $ => seq($.qualified_name, optional($.arguments), ';'),
    variant: $ => seq(
      'variant', field('name', $.identifier), 'of', field('base', $.identifier), '{', repeat($.setting), '}'),
    setting: $ => seq(field('name', $.word), '=', field('value', $._expression), ';'),
    sweep: $ => seq(
      'sweep', field('name', $.identifier), 'of', choice($.identifier, seq('{', listWithComma($.identifier), '}')),
      '{', repeat($.axis), '}'),
    axis: $ => seq(field('name', $.word), 'in', field('values', $._values), ';'),

    parameters: $ => seq('(', optional(listWithComma($.parameter)), ')'),
    parameter: $ => choice(
      seq('const', field('type', $.type), field('name', $.identifier), optional(seq('=', $._expression))),
      seq('input', field('type', $.type), field('name', $.identifier)),
      seq('param', field('type', $.type), field('name', $.identifier), optional(seq('~', $._reference))),
      seq(field('type', $.type), field('name', $.identifier))),
    register: $ => seq('qubit', optional(seq('[', $._dimension, ']')), field('name', $.identifier)),
    type: $ => seq(
      choice('int', 'float', 'angle', 'bool', 'string', 'layer'), optional(seq('[', list($._dimension), ']'))),
    _dimension: $ => choice($._expression, $.size_binding),
    size_binding: $ => seq('const', $.identifier),
    names: $ => list($.identifier),

    block: $ => seq('{', repeat($._statement), '}'),
    _statement: $ => choice(
      $.constant,
      $.register_statement,
      $.param_statement,
      $.layer_statement,
      $.for_statement,
      $.if_statement,
      $.binding,
      $.return_statement,
      $.barrier,
      $.application),
    register_statement: $ => seq($.register, ';'),
    param_statement: $ => seq(
      'param', field('type', $.type), field('name', $.identifier), optional(seq('~', $._reference)), ';'),
    layer_statement: $ => seq(
      'layer', field('name', $.identifier), optional(seq('[', $._expression, ']')), '=',
      field('value', $._expression), ';'),
    for_statement: $ => seq(
      'for', field('type', $.type), field('variable', $.identifier), 'in', field('values', $._values),
      field('body', $.block)),
    if_statement: $ => seq(
      'if', '(', field('condition', $._expression), ')', $.block,
      optional(seq('else', choice($.block, $.if_statement)))),
    binding: $ => seq(field('name', $.identifier), '=', field('value', $._result), ';'),
    return_statement: $ => seq('return', $._result, ';'),
    barrier: $ => seq('barrier', list($.operand), ';'),
    application: $ => seq(
      repeat(seq($.modifier, '@')), field('gate', $.qualified_name), optional($.arguments), list($.operand), ';'),
    modifier: $ => choice(
      'inv', seq('pow', '(', $._expression, ')'),
      seq(choice('ctrl', 'negctrl'), optional(seq('(', $._expression, ')')))),
    operand: $ => seq($.identifier, optional($.index)),
    _result: $ => choice($._expression, $.readout),
    readout: $ => choice(
      seq('expval', '(', $.observable, repeat(seq('@', $.observable)), ')', list($.operand)),
      seq(choice('probs', 'sample'), list($.operand))),
    observable: $ => $.identifier,

    _values: $ => choice($.set, $._expression),
    set: $ => seq('{', listWithComma($._expression), '}'),

    // The right side of a pipe is a layer, not an expression, so `x |> f + y` is no sentence.
    _expression: $ => choice($.pipe, $._operand_expression),
    pipe: $ => seq($._expression, '|>', $._reference),
    _operand_expression: $ => choice($.binary, $.unary, $._primary),
    binary: $ => choice(
      ...[
        [PREC.or, '||'], [PREC.and, '&&'], [PREC.compare, '=='], [PREC.compare, '!='], [PREC.compare, '<'],
        [PREC.compare, '<='], [PREC.compare, '>'], [PREC.compare, '>='], [PREC.add, '+'], [PREC.add, '-'],
        [PREC.multiply, '*'], [PREC.multiply, '/'], [PREC.multiply, '%'],
      ].map(([level, operator]) =>
        prec.left(level, seq($._operand_expression, operator, $._operand_expression))),
      prec.right(PREC.power, seq($._operand_expression, '**', $._operand_expression))),
    unary: $ => prec(PREC.unary, seq(choice('-', '!'), $._operand_expression)),

    _primary: $ => choice(
      $.number, $.string, $.boolean, $.list, $.conversion, $.parenthesized, $._reference, $.index_expression),
    boolean: $ => choice('true', 'false'),
    conversion: $ => seq(choice('int', 'float'), $.arguments),
    parenthesized: $ => seq('(', $._expression, ')'),
    list: $ => seq(
      '[',
      optional(choice(
        seq($._expression, ':', $._expression, optional(seq(':', $._expression))),
        listWithComma($._expression))),
      ']'),

    _reference: $ => choice($._name, $.call),
    _name: $ => choice($.qualified_name, $.member),
    member: $ => seq(choice($.qualified_name, $.member), $.index),
    call: $ => seq(field('function', $._name), $.arguments),
    index_expression: $ => seq(choice($.call, $.parenthesized, $.index_expression), $.index),
    index: $ => seq('[', list($._item), ']'),
    _item: $ => choice($._expression, $.slice),
    slice: $ => choice(
      ':', seq($._expression, ':', $._expression, optional(seq(':', $._expression)))),
    arguments: $ => seq('(', optional(listWithComma($.argument)), ')'),
    argument: $ => seq(optional(seq(field('label', $.word), ':')), $._expression),
    qualified_name: $ => prec.right(seq($.identifier, repeat(seq('.', $.identifier)))),
    word: $ => choice($.identifier, ...WORDS),

    identifier: _ => /[A-Za-z_][A-Za-z0-9_]*/,
    number: _ => /[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/,
    string: _ => token(seq('"', repeat(choice(/[^"\\\n]/, /\\["\\nt]/)), '"')),
    doc_comment: _ => token(prec(1, /\/\/\/([^\/\n][^\n]*)?/)),
    comment: _ => token(prec(1, choice(/\/\/[^\n]*/, /\/\*([^*]|\*+[^*\/])*\*+\//))),
  },
});
