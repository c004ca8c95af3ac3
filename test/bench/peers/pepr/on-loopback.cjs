/** Pepr listens on all addresses at a fixed port; a bench does neither. */
const { Server } = require('node:net');

const { listen } = Server.prototype;
Server.prototype.listen = function (_port, ...rest) {
  return listen.call(this, Number(process.env.LISTEN_PORT), '127.0.0.1', ...rest);
};
