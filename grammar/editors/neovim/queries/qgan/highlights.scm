; Colours of .qgan, with the names that Neovim gives them. Of two patterns for one node the later wins, and a node wins over
; the one that it lies in.

(identifier) @variable
(comment) @comment @spell
(doc_comment) @comment.documentation @spell
(string) @string
(number) @number
(boolean) @boolean

[
  "barrier" "config" "const" "dataset" "every" "expval" "in" "input" "layer" "model" "of" "param" "probs" "qgan" "sample"
  "sweep" "train" "variant"
] @keyword
["circuit" "gate"] @keyword.function
["as" "include"] @keyword.import
["ctrl" "inv" "negctrl" "pow"] @keyword.modifier
["if" "else"] @keyword.conditional
"for" @keyword.repeat
"return" @keyword.return
["angle" "bool" "float" "int" "qubit" "string"] @type.builtin
(type "layer" @type.builtin)

[
  "!" "!=" "%" "&&" "*" "**" "+" "-" "->" "/" "<" "<=" "=" "==" ">" ">=" "@" "|>" "||" "~"
] @operator
["," "." ":" ";"] @punctuation.delimiter
["(" ")" "[" "]" "{" "}"] @punctuation.bracket

; Names where they are declared.
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
(include alias: (identifier) @module)

; Names where they are used.
(qualified_name (identifier) @module "." (identifier))
(application gate: (qualified_name (identifier) @function.call .))
(call function: (qualified_name (identifier) @function.call .))
(pipe "|>" (qualified_name (identifier) @function.call .))
(parameter "~" (qualified_name (identifier) @function.call .))
(param_statement "~" (qualified_name (identifier) @function.call .))
(action (qualified_name (identifier) @function.call .))
(observable (identifier) @constant.builtin)
(every unit: (identifier) @keyword)
((identifier) @constant.builtin (#any-of? @constant.builtin "pi" "tau" "euler"))

; Keys and labels, keywords among them.
(property key: (word _ @property))
(setting name: (word _ @property))
(axis name: (word _ @property))
(argument label: (word _ @variable.parameter))
