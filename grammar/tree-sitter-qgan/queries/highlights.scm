; Colours of .qgan. A later pattern wins over an earlier one.

(identifier) @variable
(comment) @comment
(doc_comment) @comment.documentation
(string) @string
(number) @number
(boolean) @boolean

[
  "as" "barrier" "circuit" "config" "const" "ctrl" "dataset" "every" "expval" "gate" "in" "include" "input" "inv" "layer"
  "model" "negctrl" "of" "param" "pow" "probs" "qgan" "sample" "sweep" "train" "variant"
] @keyword
["if" "else"] @keyword.conditional
"for" @keyword.repeat
"return" @keyword.return
["angle" "bool" "float" "int" "qubit" "string"] @type.builtin

[
  "!" "!=" "%" "&&" "*" "**" "+" "-" "->" "/" "<" "<=" "=" "==" ">" ">=" "@" "|>" "||" "~"
] @operator
["," "." ":" ";"] @punctuation.delimiter
["(" ")" "[" "]" "{" "}"] @punctuation.bracket

(type) @type.builtin
(observable (identifier) @constant.builtin)
(property key: (word) @property)
(setting name: (word) @property)
(axis name: (word) @property)
(argument label: (word) @variable.parameter)
(parameter name: (identifier) @variable.parameter)

(circuit name: (identifier) @function)
(gate name: (identifier) @function)
(model name: (identifier) @type)
(constant name: (identifier) @constant)
(dataset name: (identifier) @constant)
(train name: (identifier) @constant)
(variant name: (identifier) @constant)
(sweep name: (identifier) @constant)
(include alias: (identifier) @module)

(application gate: (qualified_name (identifier) @function.call .))
(call function: (qualified_name (identifier) @function.call .))
(pipe (qualified_name (identifier) @function.call .))
(action (qualified_name (identifier) @function.call .))
((identifier) @constant.builtin (#any-of? @constant.builtin "pi" "tau" "euler"))
