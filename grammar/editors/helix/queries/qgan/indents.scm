[
  (block) (dataset) (train) (every) (variant) (sweep) (parameters) (arguments) (list) (set)
] @indent

["}" ")" "]"] @outdent
