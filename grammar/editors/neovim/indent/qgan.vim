if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=GetQganIndent() indentkeys=0{,0},0),0],!^F,o,O
let b:undo_indent = 'setlocal indentexpr< indentkeys<'

if exists('*GetQganIndent')
  finish
endif

" Behind an open parenthesis or bracket what follows stands below it; otherwise one step deeper than what opened the braces.
function GetQganIndent() abort
  call cursor(v:lnum, 1)
  let [line, column] = s:Opening('[(\[]', '[)\]]')
  if line > 0
    let isLast = strpart(getline(line), column) =~# '^\s*\(//.*\)\=$'
    let closes = getline(v:lnum) =~# '^\s*[)\]]'
    return isLast ? indent(line) + (closes ? 0 : shiftwidth()) : column
  endif
  let [line, column] = s:Opening('{', '}')
  if line == 0
    return s:Continued(0)
  endif
  " The head before the brace may have begun lines above.
  while 1
    call cursor(line, 1)
    let [above, column] = s:Opening('[(\[]', '[)\]]')
    if above == 0
      break
    endif
    let line = above
  endwhile
  return getline(v:lnum) =~# '^\s*}' ? indent(line) : s:Continued(indent(line) + shiftwidth())
endfunction

" The opening sign that the cursor's place is inside of, as [line, column], or [0, 0].
function s:Opening(open, close) abort
  return searchpairpos(a:open, '', a:close, 'bnW', 'getline(".")[: col(".") - 1] =~# "//"')
endfunction

" Lines that go on with a statement are deeper where they are new, and stay where they are otherwise.
function s:Continued(indent) abort
  let above = getline(prevnonblank(v:lnum - 1))
  if above =~# '^\s*\(//.*\)\=$' || above =~# '\([;{}]\|\*/\)\s*\(//.*\)\=$' || getline(v:lnum) =~# '^\s*//'
    return a:indent
  endif
  return getline(v:lnum) =~# '\S' ? -1 : a:indent + shiftwidth()
endfunction
