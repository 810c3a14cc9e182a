if vim.b.did_ftplugin then return end
vim.b.did_ftplugin = true

vim.bo.commentstring = '// %s'
vim.bo.comments = 's1:/*,mb:*,ex:*/,:///,://'
vim.bo.expandtab = true
vim.bo.shiftwidth = 2
vim.bo.softtabstop = 2
vim.bo.suffixesadd = '.qgan'
vim.bo.define = [[^\s*\(const\|config\|gate\|circuit\|model\|dataset\|train\|variant\|sweep\)\>]]
vim.b.undo_ftplugin = 'setlocal commentstring< comments< expandtab< shiftwidth< softtabstop< suffixesadd< define<'

-- Colours by the syntax tree where the parser has been built; without it those of the server are left.
if vim.treesitter.start and pcall(vim.treesitter.start, 0, 'qgan') then
  vim.b.undo_ftplugin = vim.b.undo_ftplugin .. ' | lua vim.treesitter.stop()'
end
