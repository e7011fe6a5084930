import { currentTask, defer } from 'offshoot';

/** Has the current task say so when it ends, however it ends. */
export function reportEnd(): void {
  const { id } = currentTask();
  defer(() => console.log(`Task ${id} terminated`));
}
