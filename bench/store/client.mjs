// Started by throughput.mjs: sends requests on so many connections, each waiting for its answer, and prints how long each took.
import fs from 'node:fs';
import http from 'node:http';

const { url, bodies, connections, batch, seconds } = JSON.parse(process.argv[2]);
const transactions = JSON.parse(fs.readFileSync(bodies, 'utf8'));
// Texts are made before, so that the client costs little of the processors it shares with the service.
const texts =
  batch === 1
    ? transactions.map((transaction) => Buffer.from(JSON.stringify(transaction)))
    : Array.from({ length: Math.floor(transactions.length / batch) }, (_, k) =>
        Buffer.from(JSON.stringify({ transactions: transactions.slice(k * batch, (k + 1) * batch) })),
      );
const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
const target = new URL(batch === 1 ? '/predict' : '/predict/batch', url);
const times = [];
let refused = 0;
let next = 0;

function post(body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const request = http.request(target, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    request.once('error', reject);
    request.end(body);
  });
}

async function connection(deadline) {
  while (performance.now() < deadline) {
    const start = performance.now();
    const status = await post(texts[next++ % texts.length]);
    if (status === 200) times.push(performance.now() - start);
    else refused += 1;
  }
}

const start = performance.now();
await Promise.all(Array.from({ length: connections }, () => connection(start + seconds * 1000)));
const took = (performance.now() - start) / 1000;
agent.destroy();
process.stdout.write(JSON.stringify({ seconds: took, refused, times }));
