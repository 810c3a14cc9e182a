(circuit body: (block) @function.inside) @function.around
(gate body: (block) @function.inside) @function.around
(model body: (block) @class.inside) @class.around
(train) @class.around
(dataset) @class.around
(parameter) @parameter.inside
(argument) @parameter.inside
(list (_) @entry.inside)
[(comment) (doc_comment)] @comment.inside
(comment)+ @comment.around
(doc_comment)+ @comment.around
