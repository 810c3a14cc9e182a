-- The server as Neovim 0.11 reads it; `vim.lsp.config('qganc', { ... })` changes it.
return {
  cmd = { 'qganc', 'lsp' },
  filetypes = { 'qgan' },
  root_markers = { 'qgan.toml', '.git' },
}
