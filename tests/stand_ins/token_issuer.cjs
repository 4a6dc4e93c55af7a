// oauth2-mock-server, and a way for tests to say what its tokens hold, which keys it publishes and whether it answers.
const http = require('node:http');
const path = require('node:path');
const {pathToFileURL} = require('node:url');

const port = Number(process.argv[2]);
const main = path.join(process.env.NODE_PATH, 'oauth2-mock-server', 'dist', 'index.mjs');

const body = async request => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString() || '{}');
};
const say = (response, found) => response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify(found));

(async () => {
  const {OAuth2Server} = await import(pathToFileURL(main));
  const {service, issuer} = new OAuth2Server();
  const withdrawn = new Set();
  let asked = [], isDown = false, metadata = null;
  issuer.url = `http://127.0.0.1:${port}`;

  const asTestsSay = {
    // A new key: published, unless it is kept back. Its id.
    '/_new_key': async ({alg = 'RS256', endorsements = ['msteams'], is_kept_back = false}) => {
      const key = await issuer.keys.generate(alg);
      if (endorsements) key.endorsements = endorsements;
      if (is_kept_back) withdrawn.add(key.kid);
      return {kid: key.kid};
    },
    '/_withdraw': async ({kid}) => { withdrawn.add(kid); return {}; },
    // A token that this key signs, with these claims and header instead of the usual ones; those of `without` are left out.
    '/_token': async ({kid, claims = {}, header = {}, without = []}) => ({
      token: await issuer.buildToken({
        kid,
        scopesOrTransform: (head, payload) => {
          Object.assign(payload, claims);
          without.forEach(name => delete payload[name]);
          Object.assign(head, header);
        },
      }),
    }),
    // What it was asked for since somebody looked last.
    '/_asked': async () => { const found = asked; asked = []; return {asked: found}; },
    '/_down': async ({is_down}) => { isDown = is_down; return {}; },
    '/_metadata': async ({says}) => { metadata = says; return {}; },
  };
  const asEverybodyAsks = (request, response) => {
    asked.push(request.url);
    if (isDown) response.writeHead(503).end();
    else if (request.url === '/jwks') say(response, {keys: issuer.keys.toJSON().filter(key => !withdrawn.has(key.kid))});
    else if (metadata && request.url.startsWith('/.well-known/')) say(response, metadata);
    else service.requestHandler(request, response);
  };
  http.createServer(async (request, response) => {
    const work = asTestsSay[request.url];
    if (!work) return asEverybodyAsks(request, response);
    try {
      say(response, await work(await body(request)));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }).listen(port, '127.0.0.1');
})();
