// Whoever listens without saying where listens on this machine alone.
const net = require('net');
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (where, ...more) {
  const isOpen = typeof where === 'number' && typeof more[0] !== 'string';
  return isOpen ? listen.call(this, where, '127.0.0.1', ...more.filter(one => one !== undefined)) : listen.call(this, where, ...more);
};
