; Colours of .qgan, with the names that Helix gives them. No node is matched by two patterns: which of them
; wins has changed between versions of Helix.

(comment) @comment
(doc_comment) @comment.line.documentation
(string) @string
(number) @constant.numeric
(boolean) @constant.builtin.boolean

[
  "barrier" "expval" "of" "probs" "qgan" "sample"
] @keyword
["circuit" "gate"] @keyword.function
["dataset" "every" "model" "sweep" "train" "variant"] @keyword.storage.type
["config" "const" "ctrl" "input" "inv" "negctrl" "param" "pow"] @keyword.storage.modifier
["as" "include"] @keyword.control.import
["if" "else"] @keyword.control.conditional
["for" "in"] @keyword.control.repeat
"return" @keyword.control.return
["angle" "bool" "float" "int" "layer" "qubit" "string"] @type.builtin

[
  "!" "!=" "%" "&&" "*" "**" "+" "-" "->" "/" "<" "<=" "=" "==" ">" ">=" "@" "|>" "||" "~"
] @operator
["," "." ":" ";"] @punctuation.delimiter
["(" ")" "[" "]" "{" "}"] @punctuation.bracket

(circuit name: (identifier) @function)
(circuit (register name: (identifier) @variable.parameter))
(gate name: (identifier) @function)
(gate angles: (angles (identifier) @variable.parameter))
(gate qubits: (names (identifier) @variable.parameter))
(parameter name: (identifier) @variable.parameter)
(model name: (identifier) @type)
(constant name: (identifier) @constant)
(dataset name: (identifier) @constant)
(train name: (identifier) @constant)
(variant name: (identifier) @constant)
(variant base: (identifier) @constant)
(sweep (identifier) @constant)
(include alias: (identifier) @namespace)

(qualified_name (identifier) @namespace "." (identifier))
(application gate: (qualified_name (identifier) @function .))
(call function: (qualified_name (identifier) @function .))
(pipe "|>" (qualified_name (identifier) @function .))
(parameter "~" (qualified_name (identifier) @function .))
(param_statement "~" (qualified_name (identifier) @function .))
(action (qualified_name (identifier) @function .))
(observable (identifier) @constant.builtin)
(every unit: (identifier) @keyword)

(property key: (word (identifier) @variable.other.member))
(setting name: (word (identifier) @variable.other.member))
(axis name: (word (identifier) @variable.other.member))
(argument label: (word (identifier) @variable.parameter))
