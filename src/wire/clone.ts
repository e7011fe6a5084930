// What a message port copies, as bytes: structured cloning, written by V8. So a child process is sent
// what a thread is sent, value for value: maps, dates, typed arrays and their shared memory among
// themselves, circles. What belongs to one process alone (shared memory, ports) is refused.

import { Deserializer, Serializer } from 'node:v8';

/** Throws what cannot be copied. */
export function cloneToBytes(value: unknown): Uint8Array {
  // Not `serialize` of node:v8: that one writes a view without its buffer, and reads it into the frame.
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

/** Throws if the bytes are none of ours, or nested too deeply for this stack. Its results share nothing with them. */
export function cloneFromBytes(bytes: Uint8Array): unknown {
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}
