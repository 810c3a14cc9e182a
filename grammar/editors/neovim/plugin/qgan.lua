-- Starts `qganc lsp` for .qgan files, unless `vim.g.qganc_lsp` is false.
if vim.g.loaded_qgan then return end
vim.g.loaded_qgan = true
if vim.g.qganc_lsp == false then return end

if vim.lsp.enable then
  vim.lsp.enable('qganc')
elseif vim.lsp.start then -- Neovim 0.8 to 0.10
  vim.api.nvim_create_autocmd('FileType', {
    pattern = 'qgan',
    callback = function(event)
      -- A missing program is an error message for every file there.
      if vim.fn.executable('qganc') == 0 then return end
      local folder = vim.fs.dirname(vim.api.nvim_buf_get_name(event.buf))
      local markers = vim.fs.find({ 'qgan.toml', '.git' }, { upward = true, path = folder })
      vim.lsp.start({
        name = 'qganc', cmd = { 'qganc', 'lsp' },
        root_dir = markers[1] and vim.fs.dirname(markers[1]),
      }, { bufnr = event.buf })
    end,
  })
end
