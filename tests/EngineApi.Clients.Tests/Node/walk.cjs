// A walk through the engine with dockerode, as a program that knows dockerd only. Any difference throws.
'use strict';
const assert = require('node:assert');
const { PassThrough } = require('node:stream');
const Docker = require('dockerode');

const [image, name] = process.argv.slice(2);
const docker = new Docker({ socketPath: process.env.DOCKER_HOST.replace('unix://', '') });

const text = async (stream) => {
  let all = '';
  for await (const part of stream) all += part;
  return all;
};

// Both streams of a hijacked connection, to its end.
const split = async (stream) => {
  const out = new PassThrough();
  const error = new PassThrough();
  docker.modem.demuxStream(stream, out, error);
  stream.on('end', () => { out.end(); error.end(); });
  return Promise.all([text(out), text(error)]);
};

(async () => {
  assert.equal(String(await docker.ping()), 'OK');
  assert.equal((await docker.version()).Os, 'linux');
  assert.ok((await docker.info()).NCPU > 0);
  assert.ok((await docker.listImages()).some((one) => (one.RepoTags || []).includes(image)));

  const script = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done";
  const box = await docker.createContainer({ Image: image, Cmd: ['sh', '-c', script], name, Labels: { walk: name } });
  const events = await docker.getEvents({ filters: { container: [name], event: ['start'] } });
  const first = new Promise((resolve) => events.once('data', resolve));
  const attached = await box.attach({ stream: true, stdout: true, stderr: true });
  const seen = split(attached);
  await box.start();
  assert.equal(JSON.parse(await first).Action, 'start');
  events.destroy();
  assert.equal((await docker.listContainers({ filters: { label: [`walk=${name}`] } })).length, 1);

  const exec = await box.exec({ Cmd: ['sh', '-c', 'echo o; echo e >&2; exit 5'], AttachStdout: true, AttachStderr: true });
  assert.deepEqual(await split(await exec.start({})), ['o\n', 'e\n']);
  assert.equal((await exec.inspect()).ExitCode, 5);
  const cat = await box.exec({ Cmd: ['cat'], AttachStdin: true, AttachStdout: true });
  const pipe = await cat.start({ hijack: true, stdin: true });
  const through = split(pipe);
  pipe.end('typed\n');
  assert.deepEqual(await through, ['typed\n', '']);

  assert.ok((await box.top()).Processes.length > 0);
  assert.ok((await box.stats({ stream: false })).memory_stats.usage > 0);
  await box.pause();
  assert.equal((await box.inspect()).State.Status, 'paused');
  await box.unpause();
  const ended = box.wait();
  await box.stop({ t: 60 });
  assert.equal((await ended).StatusCode, 7);
  assert.deepEqual(await seen, ['ready\n', '']);
  assert.ok((await box.logs({ stdout: true })).toString().endsWith('ready\n'));
  await box.start();
  await box.kill();
  await box.remove({ force: true });
  await assert.rejects(box.inspect(), { statusCode: 404 });
  await assert.rejects(docker.createContainer({ Image: image, name: '-' }), { statusCode: 400 });
  console.log('walked');
})().catch((error) => { console.error(error); process.exit(1); });
