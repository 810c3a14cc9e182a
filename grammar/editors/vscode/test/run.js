'use strict';
// `QGANC=path/of/qganc node run.js` tests the extension with that server.

for (const name of ['connection', 'features', 'documents', 'life']) require(`./${name}.test.js`);

// A server that a failed test has left would keep this process for ever.
setTimeout(() => {
  console.error('the tests have not ended within ten minutes');
  process.exit(1);
}, 600_000).unref();
