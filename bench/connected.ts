// A program in a process of its own, and a connection to it over the loopback interface.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pinned } from './machine.ts';

/** Starts the program `file` of this folder on one core; it prints the port that it listens on. */
export async function startConnected(
  file: string,
  core: number,
): Promise<{ socket: Socket } & AsyncDisposable> {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const [command, ...args] = pinned([process.execPath, program], core);
  const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return {
    socket,
    async [Symbol.asyncDispose]() {
      socket.destroy();
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}
