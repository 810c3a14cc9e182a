'use strict';
// `QGANC=path/of/qganc node run.js` tests the extension with that server.

const { after } = require('node:test');

for (const name of ['connection', 'features', 'documents', 'life']) require(`./${name}.test.js`);

// A server that a failed test has left would keep this process for ever.
after(() => setTimeout(() => process.exit(1), 5000).unref());
