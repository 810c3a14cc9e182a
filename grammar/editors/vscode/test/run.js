'use strict';
// `QGANC=path/of/qganc node run.js` tests the extension with that server.

for (const name of ['connection', 'features', 'documents', 'life']) require(`./${name}.test.js`);
