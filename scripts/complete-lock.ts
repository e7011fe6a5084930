// npm run lock: writes into package-lock.json the platform packages that npm left out.
// node scripts/complete-lock.ts FOLDER: the same for the lock file of a folder of tools.
//
// Some tools are a program for each platform, named as exact optional dependencies. npm writes
// into the lock file only those that the registry at hand could answer for, and `npm ci` then
// refuses the lock file wherever that differs. The version is exact and the platform stands in
// the name, so the entry can be written without asking. It carries no integrity.
import { readFileSync, writeFileSync } from 'node:fs';

type Entry = {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};
type Lock = { packages: Record<string, Entry> };

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'win32'];
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64'];

/** The platform that a package such as `@oxlint/binding-linux-arm64-musl` is for. */
function platformOf(name: string): Entry {
  const words = name.split(/[/-]/);
  const os = systems.filter((word) => words.includes(word));
  const cpu = processors.filter((word) => words.includes(word)).slice(0, 1);
  if (os.length !== 1 || cpu.length !== 1) throw new Error(`no platform in the name of ${name}`);
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  return os[0] === 'linux' ? { os, cpu, libc: [libc] } : { os, cpu };
}

/** The exact optional dependencies that stand nowhere in the lock file, by their key. */
export function missingEntries(lock: Lock): Record<string, Entry> {
  const missing: Record<string, Entry> = {};
  for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const key = `node_modules/${name}`;
      if (lock.packages[key] || !/^\d/.test(version)) continue;
      missing[key] = { version, ...(dev ? { dev } : {}), optional: true, ...platformOf(name) };
    }
  }
  return missing;
}

function completed(lock: Lock): Lock {
  const entries = Object.entries({ ...lock.packages, ...missingEntries(lock) });
  const order = ([a]: [string, Entry], [b]: [string, Entry]) => (a < b ? -1 : 1);
  return { ...lock, packages: Object.fromEntries(entries.sort(order)) };
}

if (import.meta.main) {
  const path = new URL(`../${process.argv[2] ?? '.'}/package-lock.json`, import.meta.url);
  const lock: Lock = JSON.parse(readFileSync(path, 'utf8'));
  const count = Object.keys(missingEntries(lock)).length;
  writeFileSync(path, JSON.stringify(completed(lock), null, 2) + '\n');
  console.log(`package-lock.json: ${count} platform packages added`);
}
