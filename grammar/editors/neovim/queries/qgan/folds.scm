[
  (block)
  (dataset)
  (train)
  (every)
  (variant)
  (sweep)
  (parameters)
  (list)
] @fold
