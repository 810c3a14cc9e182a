'use strict';
// JSON-RPC with a process over its standard streams, framed as the Language Server Protocol does it.

const { spawn } = require('node:child_process');

/** A header longer than this comes from a program that does not speak the protocol. */
const HEADER_LIMIT = 4096;

/** The server's answer that a request failed. */
class ResponseError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

class Connection {
  /**
   * Starts `command`. `handlers` are `notified(method, params)`, `asked(method, params)`, whose value is the answer,
   * `printed(text)` for standard error, and `ended(reason)`, called once: `reason` is `{ missing, message }`.
   */
  constructor(command, args, cwd, handlers) {
    this.handlers = handlers;
    this.pending = new Map();
    this.lastId = 0;
    this.received = Buffer.alloc(0);
    this.isOver = false;
    this.process = spawn(command, args, { cwd, stdio: 'pipe', windowsHide: true });
    this.process.on('error', error => this.#end({
      missing: error.code === 'ENOENT' || error.code === 'EACCES', message: error.message,
    }));
    // `close` comes when the streams are read to their end too, so nothing that was said last is lost.
    this.process.on('close', (code, signal) => this.#end({
      missing: false, message: signal ? `it was ended by ${signal}` : `it ended with code ${code}`,
    }));
    this.process.stdin.on('error', () => {}); // The end of the process is told by `close`.
    this.process.stdout.on('data', bytes => this.#receive(bytes));
    this.process.stderr.setEncoding('utf8').on('data', text => handlers.printed(text));
  }

  notify(method, params) {
    this.#send({ method, params });
  }

  /**
   * The answer to a request; `undefined` once `token` is cancelled, and when the process ends before it answers. A
   * failure is thrown as a `ResponseError`.
   */
  request(method, params, token) {
    if (this.isOver || token?.isCancellationRequested) return Promise.resolve(undefined);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      const watch = token?.onCancellationRequested(() => {
        this.notify('$/cancelRequest', { id });
        this.#settle(id)?.resolve(undefined);
      });
      this.pending.set(id, { resolve, reject, watch });
      this.#send({ id, method, params });
    });
  }

  /** Ends the process as the protocol has it, and by force when it does not go within `limit` milliseconds. */
  async stop(limit = 2000) {
    if (this.isOver) return;
    const gone = new Promise(resolve => this.process.once('close', resolve));
    const timer = setTimeout(() => this.kill(), limit);
    try {
      await this.request('shutdown', null);
    } catch {
      // It is told to exit all the same.
    }
    this.notify('exit', null);
    this.process.stdin.end();
    await gone;
    clearTimeout(timer);
  }

  kill() {
    this.process.kill('SIGKILL');
  }

  #send(message) {
    if (this.isOver) return;
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.process.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.process.stdin.write(body);
  }

  #receive(bytes) {
    this.received = this.received.length ? Buffer.concat([this.received, bytes]) : bytes;
    while (!this.isOver) {
      const end = this.received.indexOf('\r\n\r\n');
      const header = end < 0 ? '' : this.received.toString('latin1', 0, end);
      const length = /^content-length:\s*(\d+)\s*$/im.exec(header)?.[1];
      if (end > HEADER_LIMIT || (end < 0 && this.received.length > HEADER_LIMIT) || (end >= 0 && !length)) {
        this.kill();
        return this.#end({ missing: false, message: 'what it prints is not the Language Server Protocol' });
      }
      if (end < 0 || this.received.length < end + 4 + Number(length)) return;
      const body = this.received.toString('utf8', end + 4, end + 4 + Number(length));
      this.received = this.received.subarray(end + 4 + Number(length));
      let message;
      try {
        message = JSON.parse(body);
      } catch (error) {
        this.handlers.printed(`a message is not JSON: ${error.message}\n`);
        continue;
      }
      this.#handle(message);
    }
  }

  #handle(message) {
    if (message.method === undefined) {
      const request = this.#settle(message.id);
      if (message.error) request?.reject(new ResponseError(message.error.code, message.error.message));
      else request?.resolve(message.result);
    } else if (message.id === undefined) {
      this.handlers.notified(message.method, message.params);
    } else {
      const result = this.handlers.asked(message.method, message.params);
      this.#send(result === undefined
        ? { id: message.id, error: { code: -32601, message: `no method ${message.method}` } }
        : { id: message.id, result });
    }
  }

  #settle(id) {
    const request = this.pending.get(id);
    this.pending.delete(id);
    request?.watch?.dispose();
    return request;
  }

  #end(reason) {
    if (this.isOver) return;
    this.isOver = true;
    for (const id of [...this.pending.keys()]) this.#settle(id).resolve(undefined);
    this.handlers.ended(reason);
  }
}

module.exports = { Connection, ResponseError };
