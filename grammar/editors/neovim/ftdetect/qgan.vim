autocmd BufRead,BufNewFile *.qgan setfiletype qgan
