// What a suite of tests asks of Testcontainers, with the reaper off. Any difference throws.
'use strict';
const assert = require('node:assert');
const { GenericContainer, Network, Wait } = require('testcontainers');

const [image, name] = process.argv.slice(2);
const patience = 120_000;
const running = [];

const started = async (container) => {
  const one = await container.withStartupTimeout(patience).start();
  running.push(one);
  return one;
};

const page = async (container, path) => {
  const answer = await fetch(`http://${container.getHost()}:${container.getMappedPort(80)}${path}`);
  assert.equal(answer.status, 200);
  return answer.text();
};

(async () => {
  const network = await new Network().start();

  // By a line of the log and by ports; with content copied in before the start.
  const server = await started(new GenericContainer(image)
    .withCommand(['sh', '-c', 'echo "got $GREETING"; exec httpd -f -p 80 -h /www'])
    .withEnvironment({ GREETING: 'hello' })
    .withExposedPorts(80)
    .withNetwork(network)
    .withNetworkAliases('server')
    .withCopyContentToContainer([{ content: 'copied', target: '/www/index.html' }])
    .withWaitStrategy(Wait.forAll([Wait.forLogMessage(/got hello/), Wait.forListeningPorts()])));
  assert.equal(await page(server, '/index.html'), 'copied');
  await server.copyContentToContainer([{ content: 'later', target: '/www/more' }]);
  assert.equal(await page(server, '/more'), 'later');
  const fetched = await server.exec(['sh', '-c', 'cat /www/more; exit 3']);
  assert.equal(fetched.exitCode, 3);
  assert.equal(fetched.output, 'later');
  let logged = '';
  const logs = await server.logs();
  for await (const line of logs) {
    logged += line;
    if (logged.includes('got hello')) break;
  }
  logs.destroy();

  // By health, and one container finds the other by its alias.
  const client = await started(new GenericContainer(image)
    .withCommand(['sh', '-c', 'until wget -qO /seen http://server/index.html; do sleep 1; done; exec sleep 100000'])
    .withNetwork(network)
    .withHealthCheck({ test: ['CMD-SHELL', 'grep -q copied /seen'], interval: 500, timeout: 30_000, retries: 200 })
    .withWaitStrategy(Wait.forHealthCheck()));
  assert.equal((await client.exec(['cat', '/seen'])).output, 'copied');
  await client.restart();

  // By HTTP, and the same once more is the same container.
  const shared = () => started(new GenericContainer(image)
    .withLabels({ walk: name })
    .withCommand(['httpd', '-f', '-p', '80', '-h', '/etc'])
    .withExposedPorts(80)
    .withWaitStrategy(Wait.forHttp('/passwd', 80).forStatusCode(200))
    .withReuse());
  const first = await shared();
  assert.equal((await shared()).getId(), first.getId());
  running.pop();
  assert.match(await page(first, '/passwd'), /^root:/);

  // One that ends at once, and one that cannot be.
  const once = await started(new GenericContainer(image).withCommand(['true']).withWaitStrategy(Wait.forOneShotStartup()));
  assert.equal(once.getNetworkNames().length, 1);
  await assert.rejects(new GenericContainer(image).withCommand(['/nowhere/at-all']).start(), /no such file/);

  for (const container of running.splice(0)) await container.stop({ remove: true, timeout: 0 });
  await network.stop();
  console.log('walked');
  // Its connections are kept open for a while.
  process.exit(0);
})().catch(async (error) => {
  console.error(error);
  for (const container of running) await container.stop({ timeout: 0 }).catch(console.error);
  process.exit(1);
});
