// Sets everything up, then starts or tests it: `npm start`, `npm run setup`, `npm test`.
//
// Node, because npm brings it: it is there before any Python is. Each step leaves a stamp, a hash of
// what it was made from, so that a second start takes a second.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const venv = join(root, '.venv');
const bin = join(venv, windows ? 'Scripts' : 'bin');
const python = join(bin, windows ? 'python.exe' : 'python');
const npm = windows ? 'npm.cmd' : 'npm';

class Stop extends Error {}

function run(command, args, failure, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: windows, ...options });
  if (done.status !== 0) throw new Stop(failure);
}

function step(name, work) {
  const started = performance.now();
  console.log(`• ${name}`);
  work();
  console.log(`  done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** Run a check and keep what it says, so that several can go on beside each other. */
function checked([name, command, args]) {
  const started = performance.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: windows });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => said.push(part));
  return new Promise((told) => {
    child.on('error', (error) => said.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (status) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`• ${name}\n${Buffer.concat(said)}  ${status === 0 ? 'done' : 'failed'} in ${seconds} s`);
      told(status === 0 ? [] : [name]);
    });
  });
}

function files(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hashOf(...paths) {
  const hash = createHash('sha256');
  for (const path of paths) for (const file of files(join(root, path))) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

/** Do `work` unless `stamp` says that it was done from the very same things. */
function once(stamp, made, name, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return;
  step(name, work);
  writeFileSync(stamp, made);
}

function versionOf(candidate) {
  const code = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const done = spawnSync(candidate[0], [...candidate.slice(1), '-c', code], { encoding: 'utf8' });
  return done.status === 0 ? done.stdout.trim() : '';
}

function findPython() {
  const given = process.env.PYTHON ? [[process.env.PYTHON]] : [];
  const names = [...given, ['python3.12'], ['python3.11'], ['python3'], ['python'], ['py', '-3.12'], ['py', '-3.11']];
  const found = names.find((candidate) => ['3.11', '3.12'].includes(versionOf(candidate)));
  if (!found) {
    throw new Stop(
      'Graft needs Python 3.11 or 3.12 and found neither. Install one (python.org, or your system’s ' +
        'package python3.12 with python3.12-venv), or name it: PYTHON=/path/to/python3.12 npm start',
    );
  }
  return found;
}

function installPython(dev) {
  const lock = `backend/requirements${dev ? '-dev' : ''}.lock`;
  const stamp = join(venv, `graft-${dev ? 'dev' : 'run'}.stamp`);
  once(stamp, hashOf(lock, 'pyproject.toml'), 'Python packages (the largest is TensorFlow, 240 MB)', () => {
    if (!existsSync(python)) {
      const [command, ...args] = findPython();
      run(command, [...args, '-m', 'venv', venv], 'Python could not make .venv: install its venv module (python3-venv).');
    }
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
    const offline = 'Python packages could not be installed: is a package index within reach? The lines above tell more.';
    run(python, [...pip, '--require-hashes', '-r', lock], offline);
    run(python, [...pip, '--no-build-isolation', '--editable', '.'], offline);
  });
}

function installNode() {
  const stamp = join(root, 'node_modules', 'graft.stamp');
  once(stamp, hashOf('package.json', 'package-lock.json'), 'Node packages', () => {
    // Not `npm ci`: it refuses a lock file that names only some platforms' builds of a compiled package.
    // This installs the very versions of the lock file too, and writes nothing into it.
    run(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], 'Node packages could not be installed: is the registry within reach?');
  });
}

function buildPage() {
  const made = hashOf('web/src', 'web/index.html', 'web/vite.config.ts', 'package-lock.json');
  once(join(root, 'web', 'dist', 'graft.stamp'), made, 'Building the page', () => {
    run(npm, ['run', '--silent', 'build'], 'The page could not be built: the lines above tell why.');
  });
}

function setup({ dev = false } = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Stop(`Graft needs Node 20.19 or later. This is ${process.versions.node}: install a newer one (nodejs.org).`);
  }
  installPython(dev);
  installNode();
  buildPage();
}

function start(args) {
  setup();
  const child = spawn(join(bin, 'graft'), ['serve', '--open', ...args], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 0));
}

async function test(args) {
  setup({ dev: true });
  // Much of a test is waiting for a browser or a server. A file stays in one process: its tests share what they build.
  const processes = String(Math.max(3, Math.min(4, availableParallelism())));
  // Files are begun in the order of tests/conftest.py, the slow ones first.
  const beside = ['--numprocesses', processes, '--dist', 'loadfile', '--no-loadscope-reorder', '--max-worker-restart', '0'];
  // One process each for most of their time: beside each other they take as long as the longest.
  const checks = [
    ['Python style', python, ['-m', 'ruff', 'check', 'backend', 'tests']],
    ['Python layout', python, ['-m', 'ruff', 'format', '--check', '--quiet', 'backend', 'tests']],
    ['Python types', python, ['-m', 'pyright', '--pythonpath', python]],
    ['Page style and types', npm, ['run', '--silent', 'check']],
    ['Page tests', npm, ['run', '--silent', 'test:page']],
  ];
  const failed = (await Promise.all(checks.map(checked))).flat();
  if (failed.length > 0) throw new Stop(`${failed.join(', ')}: not right yet, see above.`);
  const tests = 'Backend and browser tests';
  // BLAS' threads wait by spinning: each process' own would take the others' cores.
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1' };
  const failure = `${tests}: not right yet, see above.`;
  step(tests, () => run(python, ['-m', 'pytest', ...beside, ...args], failure, { env }));
}

const [verb, ...args] = process.argv.slice(2);
const verbs = { start, setup: () => setup(), test, bench: (given) => { setup({ dev: true }); run(python, ['-m', 'tests.benchmarks', ...given], 'A benchmark failed.'); } };
try {
  if (!verbs[verb]) throw new Stop(`Say one of: ${Object.keys(verbs).join(', ')}. Received: ${verb}`);
  await verbs[verb](args);
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(`\n✗ ${error.message}`);
  process.exit(1);
}
